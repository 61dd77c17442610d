# Emend. The two commands to know: `make run` and `make test`.
#
#   make run      install what is missing, build, and watch the main job on example messages
#   make test     install what is missing, build, and run every test (at most 20 minutes on two cores from a clean clone)
#   make build    the program, optimised: .build/release/emend
#   make check    format, tests, rules and examples: what CI runs
#   make format   put all Swift sources into the committed format
#   make lint     fail when a source is not in that format
#   make docs     write the generated sections of the documents anew; fails once when one has changed
#   make bench    measure; results are printed, see Benchmarks/README.md
#   make fuzz     fuzz the JSON reader for one minute
#   make clean    remove what was built

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# The -dev packages that the build links, and what the tests call. The curl flavours exclude each other:
# scripts/install-packages.sh asks pkg-config first and adds one only when there is none.
PACKAGES := libsqlite3-dev libpcre2-dev libmicrohttpd-dev libgnutls28-dev libyaml-dev libcld2-dev \
            pkg-config sqlite3 tzdata

.PHONY: run test build check format lint docs bench fuzz clean packages

packages:
	@scripts/install-packages.sh $(PACKAGES)

build: packages
	swift build --configuration release --product emend

run: build
	@Examples/run.sh .build/release/emend

test: packages
	swift build --build-tests
	swift test --skip-build

check: lint test
	.build/debug/emend check rules
	.build/debug/emend test rules

format:
	swift format --in-place --recursive Sources Tests Package.swift

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

docs: packages
	swift build --build-tests
	RECORD_DOCS=1 swift test --skip-build --filter GeneratedSectionTests

bench: build
	Benchmarks/run.sh

fuzz: packages
	Tests/Fuzz/run.sh 60

clean:
	swift package clean
