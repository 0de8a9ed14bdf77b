
# From here on: the kiosk's own. electron-builder's steps above end with whatever they end with.
set -e

# Chromium's sandbox takes user namespaces. Root may open them where nobody else may, so they are tried as an ordinary
# user. AppArmor may close them to all programs but those with a profile (Ubuntu 24.04 and later); the kiosk has one.
ordinary_user_may_open_namespaces() {
    setpriv --reuid=65534 --regid=65534 --clear-groups unshare --user --map-root-user true 2>/dev/null
}
apparmor_lets_the_kiosk_open_namespaces() {
    [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ] &&
        [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" != 0 ] &&
        [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null)" != 0 ] &&
        grep -q '^${executable} ' /sys/kernel/security/apparmor/profiles 2>/dev/null
}
# In a chroot no program may open any, and what counts is the kernel that the system will start with.
if ischroot 2>/dev/null || ordinary_user_may_open_namespaces || apparmor_lets_the_kiosk_open_namespaces; then
    chmod 0755 '/opt/${sanitizedProductName}/chrome-sandbox'
else
    chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'
    # The service drops every right that the helper would need, so that it cannot use it.
    echo 'shifts-badge-kiosk: user namespaces are closed to ordinary programs. In a desktop the setuid helper takes their' >&2
    echo 'place; shifts-badge-kiosk.service cannot start before they are open: see user.max_user_namespaces and' >&2
    echo 'kernel.unprivileged_userns_clone in sysctl.' >&2
fi

# The kiosk's account and folders. What is there already stays as it is, content above all.
if [ "$1" = configure ]; then
    systemd-sysusers shifts-badge-kiosk.conf
    systemd-tmpfiles --create shifts-badge-kiosk.conf
    # A computer that never had a kiosk gets its site key where the kiosk reads it and cannot exchange it. What is there is
    # never overwritten, and a kiosk that has created its own key keeps using it.
    site_key=/etc/shifts-badge-kiosk/site.key
    if [ -z "$2" ] && [ ! -e "$site_key" ] &&
        [ ! -e /var/lib/shifts-badge-kiosk/site.key ] && [ ! -e /var/lib/shifts-badge-kiosk/journal.db ]; then
        new_key=$(mktemp "$site_key.XXXXXX")
        od -An -N32 -v -tx1 /dev/urandom | tr -d ' \n' >"$new_key"
        chgrp shifts-kiosk "$new_key"
        chmod 0640 "$new_key"
        mv -n "$new_key" "$site_key"
    fi
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload || true
        # Nothing is started that IT has not enabled; a running kiosk is restarted with the new version.
        systemctl try-restart shifts-badge-kiosk.service || true
        # In desktops too. Its main process would start the old version's helpers from the new version's files.
        loginctl list-users --no-legend 2>/dev/null | while read -r uid _; do
            systemctl --user --machine="$uid@" daemon-reload </dev/null 2>/dev/null || true
            systemctl --user --machine="$uid@" try-restart shifts-badge-kiosk.service </dev/null 2>/dev/null || true
        done
    fi
fi
