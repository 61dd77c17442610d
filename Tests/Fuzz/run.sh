#!/bin/sh
# Fuzzes the JSON reader with libFuzzer and AddressSanitizer. Apart from the test build, since the sanitizer needs its own.
#   Tests/Fuzz/run.sh [SECONDS]      default 120; findings stay in .build/fuzz
set -eu
cd "$(dirname "$0")/../.."
out=.build/fuzz
mkdir -p "$out/corpus"
# One module instead of three: the imports of our own modules are taken out.
rm -rf "$out/sources"
mkdir "$out/sources"
for file in $(find Sources/EmendCore -name '*.swift') Tests/TestSupport/SeededGenerator.swift Tests/Fuzz/json.swift \
    Tests/EmendCoreTests/JSON/RandomJSON.swift Tests/EmendCoreTests/JSON/ReferenceJSON.swift \
    Tests/EmendCoreTests/JSON/JSONConsistency.swift; do
    sed '/^import \(EmendCore\|TestSupport\)$/d' "$file" > "$out/sources/$(echo "$file" | tr / _)"
done
swiftc -O -wmo -parse-as-library -sanitize=fuzzer,address -swift-version 6 -package-name emend -module-name EmendFuzz \
    -enable-upcoming-feature MemberImportVisibility -o "$out/json" "$out"/sources/*.swift
printf '{"a":[1,-2.5e+3,"x\\u00e9\\ud83d\\ude00",true,null,{"b":{}}],"a":false}' > "$out/corpus/kinds"
printf '[1e400,"\\ud800","\\n\\"", [ ] , { } ]' > "$out/corpus/odd"
printf '\357\273\277"\303\251\342\202\254\360\237\230\200"' > "$out/corpus/text"
printf '2024-02-29T23:59:60.123+05:30' > "$out/corpus/time"
SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 exec "$out/json" -max_total_time="${1:-120}" -max_len=512 \
    -artifact_prefix="$out/" "$out/corpus"
