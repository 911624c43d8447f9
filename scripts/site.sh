#!/usr/bin/env bash
# Builds what the browser loads into target/site: script, WASM and style sheet under names made from their content,
# everything of public/, brotli and gzip beside each file, and site.json with the names.
# Nothing is built again whose inputs are the same. With --dev: target/site-dev, neither optimised nor compressed.
# Usage: scripts/site.sh [--dev]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

mode=release
profile=wasm-release
folder=wasm-release
case "${1:-}" in
  '') ;;
  --dev) mode=dev; profile=dev; folder=debug; SITE="$ROOT/target/site-dev" ;;
  *) die "usage: scripts/site.sh [--dev]" ;;
esac
stage="$TARGET/wasm/site-$mode"
mkdir -p "$stage" "$ROOT/target"
# Two builds at once would lay out the same folder.
if have flock && [ -z "${UPTAKE_SITE_LOCKED:-}" ]; then
  export UPTAKE_SITE_LOCKED=1
  exec flock "$ROOT/target/site.lock" "$ROOT/scripts/site.sh" "$@"
fi

# One line for all files given or below the folders given, changed by any change of theirs.
digest() { find "$@" -type f ! -name '*.snap' ! -path '*/target/*' ! -path '*/tests/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum; }

route="$(wasm_route)"
[ -n "$route" ] || die "no compiler for WASM here: run scripts/setup.sh"
code="$mode $route $(digest app frontend Cargo.toml Cargo.lock scripts/site.sh scripts/env.sh scripts/trim.mjs scripts/tools)"
all="$code $(digest style public scripts/pack.mjs)"

if [ "$(cat "$SITE/.inputs" 2>/dev/null)" = "$all" ]; then
  say "the site is up to date"
  exit 0
fi

if [ "$(cat "$stage/.inputs" 2>/dev/null)" != "$code" ]; then
  say "compiling the pages for the browser ($route's compiler, $profile)"
  # Symbols of a hundred megabytes of debug code would only slow wasm-bindgen down.
  [ "$mode" = release ] || export CARGO_PROFILE_DEV_DEBUG=0
  wasm_cargo build -p frontend --profile "$profile"
  rm -rf "$stage"
  wasm-bindgen "$TARGET/wasm/wasm32-unknown-unknown/$folder/frontend.wasm" \
    --target web --no-typescript --out-dir "$stage" --out-name uptake
  if [ "$mode" = release ]; then
    say "shrinking the WASM"
    # Lazily loaded routes would need what is taken out here.
    grep -rqE 'hydrate_lazy|#\[lazy' --include='*.rs' app/src frontend/src ||
      { node scripts/trim.mjs "$stage/uptake_bg.wasm" "$stage/trimmed.wasm" && mv "$stage/trimmed.wasm" "$stage/uptake_bg.wasm"; }
    "$TOOLS/node/node_modules/.bin/wasm-opt" -Oz --enable-bulk-memory --enable-nontrapping-float-to-int \
      --enable-reference-types --enable-sign-ext --enable-mutable-globals --enable-multivalue \
      "$stage/uptake_bg.wasm" -o "$stage/optimised.wasm"
    mv "$stage/optimised.wasm" "$stage/uptake_bg.wasm"
  fi
  printf '%s' "$code" >"$stage/.inputs"
fi

say "packing the site"
NODE_PATH="$TOOLS/node/node_modules" node scripts/pack.mjs "$mode" "$stage" "$SITE"
printf '%s' "$all" >"$SITE/.inputs"
