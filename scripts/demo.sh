#!/usr/bin/env bash
# Builds Uptake and a simulated OpenAI, starts both on loopback and prints one link to open.
# Usage: scripts/demo.sh [options of uptake-demo]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/setup.sh demo
scripts/site.sh
say "compiling the server (the first time takes several minutes)"
cargo build --bin uptake-demo
say "starting the demo"
UPTAKE_SITE_DIR="$SITE" exec "$TARGET/debug/uptake-demo" "$@"
