/**
 * Chromium switches that a kiosk may need for its display. A packaged kiosk rejects all others and exits,
 * because some are dangerous (`--no-sandbox`, `--remote-debugging-port`, …).
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

/** Additional switches for development and tests. */
const developmentSwitches = ['--inspect', '--inspect-brk', '--remote-debugging-port', '--user-data-dir']

/**
 * The kiosk's own arguments from `process.argv`: without the runtime, the app's path and Chromium's switches.
 */
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
 * How many arguments after the first belong to the program's own path. Windows (for example Shell Launcher)
 * may start a program whose path contains spaces without quotes, so the command line contains the path in
 * pieces.
 */
function piecesOfPath(
  argv: readonly string[],
  { platform, execPath }: Pick<NodeJS.Process, 'platform' | 'execPath'>,
): number {
  const pieces = execPath.toLowerCase().split(' ').slice(1)
  const isInPieces = pieces.every((piece, index) => piece === argv[index + 1]?.toLowerCase())
  return platform === 'win32' && isInPieces ? pieces.length : 0
}
