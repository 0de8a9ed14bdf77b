import { app } from 'electron'

/**
 * Whether Electron runs as a Wayland client: if `--ozone-platform` says so, else in a Wayland session
 * (docs/breaking-changes.md, "38.0": the default is `auto`). A Wayland client can neither position nor raise
 * a window.
 */
export function isWayland(): boolean {
  if (process.platform !== 'linux') return false
  const asked = app.commandLine.getSwitchValue('ozone-platform')
  if (asked !== '' && asked !== 'auto') return asked === 'wayland'
  return process.env['XDG_SESSION_TYPE'] === 'wayland'
}
