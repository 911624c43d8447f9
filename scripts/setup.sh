#!/usr/bin/env bash
# Brings what a machine lacks to build (demo), test, measure (bench) or lint Uptake. Runs again at no cost.
# Prefers what is installed, then rustup, then Debian's packages; else names what is missing and the command for it.
# Usage: scripts/setup.sh [demo|test|bench|lint]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

purpose="${1:-demo}"
case "$purpose" in demo | test | bench | lint) ;; *) die "usage: scripts/setup.sh [demo|test|bench|lint]" ;; esac

mkdir -p "$TOOLS"
# Two set-ups at once would install into one another.
if have flock && [ -z "${UPTAKE_SETUP_LOCKED:-}" ]; then
  export UPTAKE_SETUP_LOCKED=1
  exec flock "$UPTAKE_CACHE/setup.lock" "$ROOT/scripts/setup.sh" "$purpose"
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
  else return 1; fi
}

# apt_install "what for" PACKAGE...: installs Debian packages, or says how to.
apt_install() {
  local what="$1"; shift
  have apt-get || die "$what is missing, and this is no Debian: please install what corresponds to: $*"
  say "installing $what from the system's packages: $*"
  if [ -z "${apt_updated:-}" ]; then
    as_root apt-get update -qq || say "apt-get update failed; trying with the lists as they are"
    apt_updated=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$UPTAKE_CACHE/apt.log" 2>&1 ||
    die "$what is missing: run \`sudo apt-get install $*\` (what apt-get said is in $UPTAKE_CACHE/apt.log)"
}

debian_rust=(rustc-web cargo-web rust-web-src rust-web-llvm lld-22)

need_compilers() {
  have cc || apt_install "a C compiler" gcc libc6-dev
  have cargo || {
    have apt-get || die "Rust is missing: install it from https://rustup.rs"
    apt_install "Rust" "${debian_rust[@]}"
  }
  local wanted found
  wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
  found="$(cargo --version | cut -d' ' -f2)"
  [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -1)" = "$wanted" ] ||
    die "cargo is $found, and Uptake needs $wanted or newer: run \`rustup update stable\`"
}

# The standard library for WASM, which Debian ships as sources only. LTO needs its bitcode.
build_debian_std() {
  local into work
  into="$(debian_sysroot)"
  work="$into.building"
  [ -d /usr/lib/rustlib/src/rust/library ] || apt_install "the sources of Rust's library" rust-web-src
  say "building Rust's standard library for WASM (about a minute, once)"
  rm -rf "$work" "$into"
  mkdir -p "$work/crate" "$into/lib/rustlib/wasm32-unknown-unknown/lib"
  printf '[package]\nname = "std-for-wasm"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[workspace]\n' >"$work/crate/Cargo.toml"
  : >"$work/crate/lib.rs"
  (
    cd "$work/crate"
    env PATH="/usr/bin:/bin:$PATH" RUSTC=/usr/bin/rustc RUSTFLAGS=-Cembed-bitcode=yes RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
      /usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort,panic_unwind --target wasm32-unknown-unknown
  ) || die "Rust's standard library for WASM did not build"
  rm -f "$work"/target/wasm32-unknown-unknown/release/deps/libstd_for_wasm*
  cp "$work"/target/wasm32-unknown-unknown/release/deps/lib*.rlib "$into/lib/rustlib/wasm32-unknown-unknown/lib/"
  touch "$into/complete"
  rm -rf "$work"
}

rustup_reachable() {
  have rustup && have curl &&
    curl -fsI --max-time 5 -o /dev/null "${RUSTUP_DIST_SERVER:-https://static.rust-lang.org}/dist/channel-rust-stable.toml.sha256"
}

need_wasm() {
  [ -z "$(wasm_route)" ] || return 0
  if [ "${UPTAKE_WASM:-}" != debian ] && rustup_reachable; then
    say "adding the wasm32-unknown-unknown target with rustup"
    rustup target add wasm32-unknown-unknown >&2 || say "rustup could not; trying Debian's compiler"
    [ -z "$(wasm_route)" ] || return 0
  fi
  if [ "${UPTAKE_WASM:-}" != rustup ] && have apt-get; then
    dpkg -s "${debian_rust[@]}" >/dev/null 2>&1 || apt_install "a compiler for WASM" "${debian_rust[@]}"
    [ -n "$(wasm_route)" ] || build_debian_std
  fi
  [ -n "$(wasm_route)" ] ||
    die "no compiler for WASM: run \`rustup target add wasm32-unknown-unknown\`, or on Debian \`sudo apt-get install ${debian_rust[*]}\`"
}

need_node() {
  have node && have npm || apt_install "Node.js" nodejs npm
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || die "Node.js is $(node --version), and Uptake needs 18 or newer"
}

# cargo_tool NAME VERSION [FLAG...]: builds a tool of crates.io into the cache.
cargo_tool() {
  local name="$1" version="$2"; shift 2
  say "building $name $version (a few minutes, once)"
  CARGO_TARGET_DIR="$UPTAKE_CACHE/tool-target" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
    cargo install --quiet "$name" --version "$version" --root "$TOOLS" --force "$@" || die "$name $version did not build"
  rm -rf "$UPTAKE_CACHE/tool-target"
}

# Its version must be the library's to the last digit. Without --locked, as its own lock file may name yanked versions.
need_wasm_bindgen() {
  local version
  version="$(locked wasm-bindgen)"
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] || cargo_tool wasm-bindgen-cli "$version"
}

# npm_install FOLDER FROM "what for": npm ci, unless the lock file is the one installed already.
npm_install() {
  local folder="$1" from="$2" stamp
  stamp="$(cat "$from/package.json" "$from/package-lock.json" | cksum)"
  [ "$(cat "$folder/node_modules/.installed" 2>/dev/null)" != "$stamp" ] || return 0
  say "installing $3 from npm"
  mkdir -p "$folder"
  [ "$folder" = "$from" ] || cp "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$folder/"
  (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent >&2) || die "npm could not install $3 in $folder"
  printf '%s' "$stamp" >"$folder/node_modules/.installed"
}

# Python with the engine that figures are compared with and the one that asks the API odd questions, in a folder of
# its own.
need_python() {
  local wanted
  wanted="$(cksum <end2end/requirements.txt)"
  [ "$(cat "$TOOLS/python/.installed" 2>/dev/null)" != "$wanted" ] || return 0
  have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install "Python" python3 python3-venv
  say "installing DuckDB and Schemathesis from PyPI"
  rm -rf "$TOOLS/python"
  python3 -m venv "$TOOLS/python" &&
    "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check -r end2end/requirements.txt >&2 ||
    die "pip could not install what end2end/requirements.txt lists"
  printf '%s' "$wanted" >"$TOOLS/python/.installed"
}

need_chromium() {
  have chromium || have chromium-browser || have google-chrome || apt_install "Chromium" chromium
}

need_nextest() {
  have cargo-nextest || cargo_tool cargo-nextest 0.9.143 --locked
}

need_lints() {
  cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 && return 0
  rustup_reachable && rustup component add clippy rustfmt >&2 ||
    die "clippy or rustfmt is missing: run \`rustup component add clippy rustfmt\`"
}

need_compilers
need_node
need_wasm
need_wasm_bindgen
npm_install "$TOOLS/node" "$ROOT/scripts/tools" "the optimiser of WASM and the bundler of CSS"
case "$purpose" in
  test) need_nextest; need_chromium; need_python; npm_install "$ROOT/end2end" "$ROOT/end2end" "Playwright" ;;
  bench) need_python ;;
  lint) need_lints ;;
esac
