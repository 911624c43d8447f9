#!/usr/bin/env bash
# Builds what is measured as it is released, and measures it. Prints each figure beside its peer of the same run.
# Usage: end2end/bench/run.sh [--only app|scale] [--sizes 5000,50000] [--write] [options of the program bench]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/env.sh"

scripts/setup.sh bench
# Pages in a browser are measured by `app` alone.
case " $* " in *" --only scale "*) ;; *) scripts/site.sh ;; esac
say "compiling what is measured (the first time takes several minutes)"
cargo build --release --bin uptake --bin bench
# As docs/OPERATIONS.md says for organisations of this size.
export MALLOC_ARENA_MAX=2
"$TARGET/release/bench" --uptake "$TARGET/release/uptake" --site "$SITE" \
  --kept "$TARGET/bench-data" --python "$TOOLS/python/bin/python" "$@"
