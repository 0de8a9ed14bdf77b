#!/bin/sh
set -e
# The journal, the site key and the config stay, also when the package is purged: taps may wait in them.
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now shifts-badge-kiosk.service || true
fi
