#!/usr/bin/env bash
# Holds the direction of dependencies between our own crates, and what must not reach the browser.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

cargo metadata --no-deps --format-version 1 | node scripts/arrows.mjs

reached="$(cargo tree -p frontend --target wasm32-unknown-unknown -e normal --prefix none | cut -d' ' -f1 | sort -u)"
denied="$(grep -xE '(reqwest|tokio|hyper|axum|rustls|ring|sea-orm|sea-query|sqlx|libsqlite3-sys|parquet|arrow)(-.*|_.*)?' <<<"$reached" || true)"
[ -z "$denied" ] || die "these must not be compiled for the browser: $(tr '\n' ' ' <<<"$denied")
       find who asks for one by: cargo tree -p frontend --target wasm32-unknown-unknown -e normal -i NAME"
