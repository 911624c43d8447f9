#!/usr/bin/env bash
# Builds what is measured as it is released, and measures it. Prints each figure beside its peer of the same run.
# Usage: end2end/bench/run.sh [options of the program bench]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/env.sh"

scripts/site.sh
say "compiling what is measured (the first time takes several minutes)"
cargo build --release -p server -p bench
"$TARGET/release/bench" --uptake "$TARGET/release/uptake" --site "$SITE" "$@"
