#!/usr/bin/env bash
# Builds Uptake as it is released, and measures its pages in a browser: Lighthouse, LCP, CLS, INP. Fails over budget.
# Usage: scripts/quality.sh [--runs 3] [--write]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/setup.sh test
scripts/release.sh
say "compiling the simulated OpenAI"
cargo build --bin simulator
say "measuring (a few minutes)"
node end2end/quality.mjs --uptake "$TARGET/release/uptake" --simulator "$TARGET/debug/simulator" "$@"
