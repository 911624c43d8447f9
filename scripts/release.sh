#!/usr/bin/env bash
# Makes target/release/uptake: one binary with the site inside.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/setup.sh demo
scripts/site.sh
say "compiling the server, optimised"
cargo build --release -p server --features embed-site
say "$TARGET/release/uptake"
