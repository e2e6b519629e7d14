#!/bin/sh
# Make sure there is an nginx for the tests of hosting: the system's, else Debian's package. Where
# nothing may be installed the tests that need it are skipped and say so.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"
if command -v nginx >/dev/null 2>&1; then exit 0; fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    if $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends nginx-light; then
        # The package starts a server of its own on port 80; only the program is wanted.
        $as_root systemctl disable --now nginx >/dev/null 2>&1 || true
        exit 0
    fi
fi
echo "nginx is not installed and cannot be: the tests of hosting will be skipped (apt-get install nginx-light)" >&2
if [ -n "${CI:-}" ]; then exit 1; fi
