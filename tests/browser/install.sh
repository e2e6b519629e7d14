#!/bin/sh
# Make sure there is a Chromium for the browser tests: the system's, else Debian's package, else
# Playwright's own build (with the system libraries it needs where that is allowed).
set -eu
python=$1
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if "$python" -m tests.browser.chromium >/dev/null 2>&1; then exit 0; fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
fi
# Ubuntu's chromium package is only a pointer to a snap, which does not run in containers.
if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1 && ! grep -qi ubuntu /etc/os-release; then
    $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium fonts-liberation && exit 0
fi
if [ "$as_root" != none ]; then
    "$python" -m playwright install --with-deps chromium && exit 0
fi
"$python" -m playwright install chromium
