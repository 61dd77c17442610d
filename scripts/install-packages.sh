#!/usr/bin/env bash
# Installs the Debian packages named as arguments that are missing, and a libcurl flavour when there is none.
# Does nothing, and needs no network, when all are there.
set -euo pipefail

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

command -v swift >/dev/null || { echo "emend: swift is not on the PATH; install Swift 6.2 or later from https://www.swift.org/install/linux/" >&2; exit 1; }
command -v dpkg-query >/dev/null || {
    echo "emend: this is not a Debian system; install the packages named in the Makefile by hand and run 'swift build'" >&2
    exit 1
}

missing=()
for package in "$@"; do installed "$package" || missing+=("$package"); done
if ! installed libcurl4-openssl-dev && ! installed libcurl4-gnutls-dev && ! installed libcurl4-nss-dev; then
    missing+=(libcurl4-gnutls-dev)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "emend: run as root: apt-get install ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "+ ${as_root[*]} apt-get update && ${as_root[*]} apt-get install --yes --no-install-recommends ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null
