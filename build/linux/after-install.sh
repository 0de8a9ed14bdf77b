
# The kiosk's account and folders. What is there already stays as it is, content above all.
if [ "$1" = configure ]; then
    if command -v systemd-sysusers >/dev/null; then systemd-sysusers shifts-badge-kiosk.conf; fi
    if command -v systemd-tmpfiles >/dev/null; then systemd-tmpfiles --create shifts-badge-kiosk.conf; fi
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        # Nothing is started that IT has not enabled; a kiosk that runs goes on as the new version.
        systemctl try-restart shifts-badge-kiosk.service || true
    fi
fi
