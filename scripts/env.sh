# Sourced by every script: where things are, and with which compilers to build.
# Leaves to setup.sh to bring what is missing.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export UPTAKE_CACHE="${UPTAKE_CACHE:-$HOME/.cache/uptake}"
TOOLS="$UPTAKE_CACHE/tools"
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
case "$TARGET" in /*) ;; *) TARGET="$ROOT/$TARGET" ;; esac
SITE="$ROOT/target/site"
export PATH="$TOOLS/bin:$PATH"
[ -x "$HOME/.cargo/bin/cargo" ] && case ":$PATH:" in
  *":$HOME/.cargo/bin:"*) ;;
  *) PATH="$HOME/.cargo/bin:$PATH" ;;
esac
cd "$ROOT"
# Flags from outside replace those of .cargo/config.toml; then server and browser would no longer agree.
case "${RUSTFLAGS:-}" in '' | *erase_components*) ;; *) export RUSTFLAGS="$RUSTFLAGS --cfg erase_components" ;; esac

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The version of a package in Cargo.lock.
locked() { awk -v name="\"$1\"" '$1 == "name" { found = ($3 == name) } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock; }

# Debian's compiler, whose standard library for WASM setup.sh builds into a folder of its own.
debian_sysroot() { printf '%s/wasm-std/%s' "$UPTAKE_CACHE" "$(/usr/bin/rustc --version | tr -c 'A-Za-z0-9.\n' '-')"; }

# Which compiler builds WASM here: `rustup` (the one on the PATH has the target), `debian`, or nothing.
# UPTAKE_WASM=rustup|debian asks for one of them.
wasm_route() {
  local wanted="${UPTAKE_WASM:-}"
  if [ "$wanted" != debian ] && have rustc &&
    [ -n "$(find "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" -name 'libstd-*.rlib' -print -quit 2>/dev/null)" ]; then
    echo rustup
  elif [ "$wanted" != rustup ] && [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -x /usr/bin/rust-lld ] &&
    [ -f "$(debian_sysroot)/complete" ]; then
    echo debian
  fi
}

# Runs cargo for the browser with that compiler, in a target folder of its own.
# What .cargo/config.toml says for the server must be said here for the browser: these flags stand in its place.
# Paths of the machine that builds are none of the reader's business.
wasm_cargo() {
  local route flags
  route="$(wasm_route)"
  flags="--cfg"$'\x1f'"erase_components"
  flags+=$'\x1f'"--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src="$'\x1f'"--remap-path-prefix=$ROOT/="
  case "$route" in
    rustup) CARGO_ENCODED_RUSTFLAGS="$flags" CARGO_TARGET_DIR="$TARGET/wasm" cargo "$@" --target wasm32-unknown-unknown ;;
    debian)
      env PATH="/usr/bin:/bin:$PATH" RUSTC=/usr/bin/rustc CARGO_TARGET_DIR="$TARGET/wasm" \
        CARGO_ENCODED_RUSTFLAGS="$flags"$'\x1f'"--sysroot=$(debian_sysroot)" \
        /usr/bin/cargo "$@" --target wasm32-unknown-unknown
      ;;
    *) die "no compiler for WASM here: run scripts/setup.sh" ;;
  esac
}
