#!/usr/bin/env bash
# Durable webhooks per second, beside nginx answering 200 without any work, in turn in the same run.
# Usage: Benchmarks/webhooks/run.sh [SECONDS [ROUNDS]]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:-8} rounds=${2:-3} connections=${CONNECTIONS:-64}
emend=$root/.build/release/emend
[ -x "$emend" ] || { echo "build it first: make build" >&2; exit 2; }
"$root/scripts/install-packages.sh" wrk nginx-light >&2

work=$(mktemp -d)
pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

nginx_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" <<CONF
daemon off; pid $work/nginx.pid; error_log stderr crit; worker_processes 1;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; client_body_temp_path $work/body; proxy_temp_path $work/proxy;
fastcgi_temp_path $work/fastcgi; uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
server { listen 127.0.0.1:$nginx_port; location / { return 200; } } }
CONF
nginx -c "$work/nginx.conf" -p "$work" & pids+=($!)

cat > "$work/emend.yaml" <<CONF
listen: 127.0.0.1:0
store: { path: $work/emend.db }
rules: [$here/rules.yaml]
log: { level: warning }
accounts:
  chat:
    provider: amity
    url: http://127.0.0.1:9
    mode: observe
    webhook: { secret: benchmark-amity-secret }
    credentials: { token: unused }
CONF
"$emend" serve --config "$work/emend.yaml" > "$work/serve.out" 2> "$work/serve.err" & server=$!; pids+=("$server")
for _ in $(seq 100); do
    address=$(grep -o 'http://127[^ ]*/hooks/chat' "$work/serve.out" "$work/serve.err" -h | head -1 || true)
    [ -n "$address" ] && break
    sleep 0.1
done
[ -n "$address" ] || { cat "$work/serve.err" >&2; exit 1; }

measure() { # URL RUN
    wrk -t1 -c"$connections" -d"${seconds}s" --latency -s "$here/webhooks.lua" "$1" -- /hooks/chat "$2" | grep RESULT
}
for round in $(seq "$rounds"); do
    echo "nginx  $(measure "http://127.0.0.1:$nginx_port" "n$round")"
    before=$(awk '{print $14 + $15}' "/proc/$server/stat")
    result=$(measure "${address%/hooks/chat}" "e$round")
    after=$(awk '{print $14 + $15}' "/proc/$server/stat")
    requests=$(sed 's/.*requests=\([0-9]*\).*/\1/' <<<"$result")
    echo "emend  $result cpu_us_per_request=$(( (after - before) * 10000 / requests )) rss_mib=$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$server/status")"
done
kill -TERM "$server"; wait "$server" || true
sqlite3 "$work/emend.db" "select 'hits', count(*) from hits" "pragma quick_check"
du -m "$work/emend.db" | awk '{print "database MiB " $1}'
