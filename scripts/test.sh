#!/usr/bin/env bash
# Runs every test: Rust, documentation, WASM, another engine, browser. Goes on after a failure; the last line is `N passed, N failed`.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test
scripts/site.sh

reports="$TARGET/reports"
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

# Nextest's reports lie in the checkout's own target folder, whatever CARGO_TARGET_DIR says.
unit_tests() {
  rm -f "$ROOT/target/nextest/ci/junit.xml"
  local status=0
  cargo nextest run --profile ci || status=$?
  cp "$ROOT/target/nextest/ci/junit.xml" "$reports/" 2>/dev/null || true
  return $status
}

# All crates at once although few have examples: asked for one by one, they would have dependencies compiled anew.
doc_tests() {
  grep -rqE '^\s*//[/!] ```' --include='*.rs' app server end2end || return 0
  cargo test --quiet --doc 2>&1 | tee "$reports/doc.txt"
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

# The metrics in SQL, by DuckDB over an exported archive, against the API.
lake_tests() {
  "$TOOLS/python/bin/python" end2end/lake/compare.py "$TARGET/debug" "$reports/lake.xml"
}

step "Rust tests" unit_tests
step "examples in the documentation" doc_tests
step "tests in WebAssembly" wasm_tests
step "metrics in SQL" lake_tests
step "browser tests" eval '(browser_tests)'

node scripts/count.mjs "$reports" "${broken[@]}"
