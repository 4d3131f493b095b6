#!/usr/bin/env bash
# Makes sure of the Chromium and the fonts that the browser tests need; installs them where it may (root, apt-get),
# else says what is missing. Never fails the caller: a missing browser shows as tests that say so.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
# The pages name Liberation, whose glyphs have every Vietnamese diacritic.
[ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] || missing+=(fonts-liberation2)
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${missing[*]} for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        exit 0
    fi
    tail -n 20 "$log" >&2
fi
echo "missing for the browser tests: ${missing[*]}; as root: apt-get install ${missing[*]}" >&2
