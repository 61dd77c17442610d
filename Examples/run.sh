#!/usr/bin/env bash
# The main job, watched: a stand-in of the provider APIs, `emend serve` in front of it, example conversations sent with
# the providers' signatures. Prints what the messages were and became, the hits from SQLite, and the calls from the log.
# Usage: Examples/run.sh PATH_TO_EMEND [DATA_DIRECTORY]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
emend=$(realpath "${1:?usage: Examples/run.sh PATH_TO_EMEND [DATA_DIRECTORY]}")
data=${2:-$(mktemp -d "${TMPDIR:-/tmp}/emend-run.XXXXXX")}
mkdir -p "$data"
cd "$here/all"

pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; }
trap finish EXIT

# Waits until FILE has a line that begins with TEXT and prints the rest of it; gives up when the process ends.
rest_of_line() { # PID FILE TEXT
    until grep -q "^$3" "$2" 2>/dev/null; do
        kill -0 "$1" 2>/dev/null || { cat "$2" "$data/serve.log" >&2 2>/dev/null; exit 1; }
        sleep 0.05
    done
    sed -n "s|^$3||p" "$2" | head -1
}
title() { printf '\n\033[1m%s\033[0m\n' "$1"; }
[ -t 1 ] || title() { printf '\n%s\n' "$1"; }

export EMEND_DATA=$data EMEND_PORT=0 SANDBOX_URL=http://127.0.0.1:1
"$emend" sandbox --config emend.yaml > "$data/sandbox.out" 2> "$data/sandbox.log" & pids+=($!)
SANDBOX_URL=$(rest_of_line $! "$data/sandbox.out" "sandbox listening on ")
export SANDBOX_URL
"$emend" serve > "$data/serve.out" 2> "$data/serve.log" & pids+=($!)
address=$(rest_of_line $! "$data/serve.out" "listening on ")

title "Sending example conversations to $address"
"$emend" sandbox send --sandbox "$SANDBOX_URL" --to "$address" ../*/captures/*.ndjson
"$emend" outbox list --wait 60s --quiet

title "The messages where they live, before and after"
"$emend" sandbox show --sandbox "$SANDBOX_URL"
title "The hits in SQLite (no message text is stored)"
sqlite3 -header -column "$data/emend.db" \
    "select account, message_id, rule, verdict, entities, receipt from hits order by id"
title "The calls in the log"
grep -w call "$data/serve.log" || true

title "How to go on"
cat <<TEXT
  sqlite3 $data/emend.db 'select * from hits'       the same hits, all columns
  $emend test rules                                  the rules that did this, and their tests
  echo 'write to jane@example.com' | $emend scan --rules rules
  docs/rules.md                                      write a rule of your own
  Examples/PROVIDER/emend.yaml                       start from here for a real account
TEXT
