import { app } from 'electron'

/**
 * Whether Electron draws as a Wayland client: where `--ozone-platform` says so, else in a Wayland session
 * (docs/breaking-changes.md, "38.0": the default is `auto`). There a program can neither place nor raise a window.
 */
export function isWayland(): boolean {
  if (process.platform !== 'linux') return false
  const asked = app.commandLine.getSwitchValue('ozone-platform')
  if (asked !== '' && asked !== 'auto') return asked === 'wayland'
  return process.env['XDG_SESSION_TYPE'] === 'wayland'
}
