#!/usr/bin/env bash
# Every check that needs no running program, the cheap ones first. Goes on after a failure and names all at the end.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh lint

failed=()
passed=0
check() {
  local name="$1"; shift
  say "$name"
  if "$@"; then passed=$((passed + 1)); else failed+=("$name"); fi
}

file_length() {
  local long
  long="$(git ls-files --cached --others --exclude-standard '*.rs' | while read -r file; do
    [ ! -f "$file" ] || awk -v file="$file" 'END { if (NR > 400) print "  " file ": " NR " lines" }' "$file"
  done)"
  [ -z "$long" ] || { printf 'files of more than 400 lines, to be split by what they are for:\n%s\n' "$long" >&2; return 1; }
}

# A first page as the server sends it, kept by the browser tests' last run.
size_budget() {
  local page="target/first-load.html"
  scripts/site.sh && if [ -f "$page" ]; then node scripts/check-size.mjs "$page"; else node scripts/check-size.mjs; fi
}

# Never --all-features: nobody builds `app` with both of its faces.
check "formatting" cargo fmt --all --check
check "no file over 400 lines" file_length
check "dependencies point one way" scripts/check-arrows.sh
check "clippy: server, tools and tests" cargo clippy --quiet --all-targets -- -D warnings
check "clippy: the browser's face" cargo clippy --quiet -p app -p frontend --features app/hydrate -- -D warnings
check "clippy: the site inside the server" cargo clippy --quiet -p server --features embed-site -- -D warnings
check "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
check "size budget" size_budget
if have cargo-deny; then
  check "licences and sources" cargo deny --offline check bans licenses sources
else
  say "licences and sources: skipped, as cargo-deny is not installed"
fi

[ "${#failed[@]}" -eq 0 ] || die "$(printf '%s of %s checks failed:' "${#failed[@]}" "$((passed + ${#failed[@]}))"; printf ' %s;' "${failed[@]}")"
say "all $passed checks passed"
