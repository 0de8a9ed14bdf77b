/**
 * Switches that Chromium reads from the same command line and that a kiosk may need for its display. All others
 * are no business of a packaged kiosk: those that open it up (`--no-sandbox`, `--remote-debugging-port`, …) end it.
 */
const displaySwitches = [
  '--disable-gpu',
  '--enable-features',
  '--force-device-scale-factor',
  '--high-dpi-support',
  '--ozone-platform',
  '--ozone-platform-hint',
  '--touch-events',
  '--use-gl',
]

/** What development and its tests need besides. */
const developmentSwitches = ['--inspect', '--inspect-brk', '--remote-debugging-port', '--user-data-dir']

/** The kiosk's own arguments out of `process.argv`: without the runtime, the app's path and Chromium's switches. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  const tolerated = isPackaged ? displaySwitches : [...displaySwitches, ...developmentSwitches]
  const rest = argv.slice(1).filter((argument) => !tolerated.includes(argument.split('=')[0] ?? ''))
  return isPackaged ? rest : rest.slice(1)
}
