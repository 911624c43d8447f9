#!/usr/bin/env bash
# Runs every test: Rust, documentation, WASM, browser. Goes on after a failure; the last line is `N passed, N failed`.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test
scripts/site.sh

reports="$ROOT/target/reports"
rm -rf "$reports"
mkdir -p "$reports"
broken=()
# step NAME COMMAND...: a step that fails counts even when it leaves no report of a failed test.
step() {
  local name="$1"; shift
  say "$name"
  "$@" || broken+=("$name")
}

# The programs that the browser tests start come with the tests, so that dependencies are compiled once.
say "compiling the tests"
cargo build --all-targets || { echo "0 passed, 1 failed"; exit 1; }

unit_tests() {
  rm -f "$TARGET/nextest/ci/junit.xml"
  local status=0
  cargo nextest run --profile ci || status=$?
  cp "$TARGET/nextest/ci/junit.xml" "$reports/" 2>/dev/null || true
  return $status
}

# Only for crates that have examples in their documentation: each costs a link.
doc_tests() {
  local crates
  crates="$(grep -rlE '^\s*//[/!] ```' --include='*.rs' app server end2end 2>/dev/null | sed 's#/src/.*##' | sort -u |
    while read -r folder; do sed -n '0,/^name = /s/^name = "\(.*\)"/-p \1/p' "$folder/Cargo.toml"; done)"
  [ -n "$crates" ] || return 0
  # shellcheck disable=SC2086
  cargo test --doc $crates 2>&1 | tee "$reports/doc.txt"
}

# Tests that must also hold in WebAssembly say so by `wasm_bindgen_test`; they run in Node.
wasm_tests() {
  local file folder status=0
  for file in $(grep -rl 'wasm_bindgen_test' --include='*.rs' app/*/tests app/tests 2>/dev/null | sort -u); do
    folder="${file%/tests/*}"
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$TOOLS/bin/wasm-bindgen-test-runner" \
      wasm_cargo test -p "$(basename "$folder")" --test "$(basename "$file" .rs)" 2>&1 | tee -a "$reports/wasm.txt" || status=1
  done
  return $status
}

browser_tests() {
  cd end2end
  npx --no-install tsc --noEmit || return 1
  UPTAKE_BIN_DIR="$TARGET/debug" UPTAKE_SITE_DIR="$SITE" PLAYWRIGHT_JSON_OUTPUT_NAME="$reports/playwright.json" \
    npx --no-install playwright test
}

step "Rust tests" unit_tests
step "examples in the documentation" doc_tests
step "tests in WebAssembly" wasm_tests
step "browser tests" eval '(browser_tests)'

node scripts/count.mjs "$reports" "${broken[@]}"
