; What electron-builder adds to an .exe installer after the package was checked, and what serves its updater alone. The
; kiosk never updates itself, so neither stays: a program that starts others with an administrator's rights, and a copy
; of the installer in the profile of whoever ran it.
!macro customInstall
  Delete "$INSTDIR\resources\elevate.exe"
  SetShellVarContext current
  Delete "$LOCALAPPDATA\${APP_INSTALLER_STORE_FILE}"
  ; The folder of that copy, where nothing else is in it.
  RMDir "$LOCALAPPDATA\shifts-badge-kiosk-updater"
  SetShellVarContext all
!macroend
