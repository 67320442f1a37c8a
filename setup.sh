#!/bin/sh
# Prepare this checkout: Debian packages, then the project's own environment .venv. Sourced by run and test.
# LOCK: the lock file to install from. EXTRA_PACKAGES: further Debian packages.
set -e
PACKAGES="python3-venv libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0
 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 fonts-liberation2 $EXTRA_PACKAGES"
if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $PACKAGES; do
        dpkg-query -W -f='${Status}' "$package" "${package}t64" 2>/dev/null | grep -q 'install ok installed' ||
            missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends$missing"
        if [ "$(id -u)" = 0 ]; then
            apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $install >/dev/null
        elif sudo -n true 2>/dev/null; then
            sudo apt-get update -qq >/dev/null && sudo DEBIAN_FRONTEND=noninteractive $install >/dev/null
        else
            echo "Thiếu gói hệ thống. Hãy chạy lệnh sau rồi làm lại:" >&2
            echo "  sudo $install" >&2
            exit 1
        fi
    fi
fi
# a folder that was moved has a venv whose scripts point elsewhere: make it anew
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "${PYTHON:-python3}" -m venv .venv; }
stamp=.venv/$LOCK.stamp
cmp -s "$LOCK" "$stamp" || {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$LOCK"
    cp "$LOCK" "$stamp"
}
