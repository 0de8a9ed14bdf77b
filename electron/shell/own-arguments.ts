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
export function ownArguments(
  argv: readonly string[],
  isPackaged: boolean,
  program: Pick<NodeJS.Process, 'platform' | 'execPath'> = process,
): readonly string[] {
  const tolerated = isPackaged ? displaySwitches : [...displaySwitches, ...developmentSwitches]
  const given = argv.slice(1 + piecesOfPath(argv, program))
  const rest = given.filter((argument) => !tolerated.includes(argument.split('=')[0] ?? ''))
  return isPackaged ? rest : rest.slice(1)
}

/**
 * How many arguments after the first are the rest of the program's own path. Windows starts a program whose path has
 * spaces also without quotes around it, as Shell Launcher may, and the command line then holds the path in pieces.
 */
function piecesOfPath(
  argv: readonly string[],
  { platform, execPath }: Pick<NodeJS.Process, 'platform' | 'execPath'>,
): number {
  const pieces = execPath.toLowerCase().split(' ').slice(1)
  const isInPieces = pieces.every((piece, index) => piece === argv[index + 1]?.toLowerCase())
  return platform === 'win32' && isInPieces ? pieces.length : 0
}
