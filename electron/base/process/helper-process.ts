/** A child process of the kiosk, for work that can freeze, crash or hang: reading badges, reading files. */
export interface HelperProcess {
  /** `undefined` until the process has started. For the log. */
  readonly pid: number | undefined
  /**
   * `message` is plain data, byte arrays (`Uint8Array`) included. Lost if the process has not started yet.
   */
  send(message: unknown): void
  /** Ends it at once, even when it is frozen: SIGKILL, not SIGTERM. */
  kill(): void
  /** Receives messages, unvalidated. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, after its last message, when it has ended or could not be started. `how`: for the log. */
  onExit(listener: (how: string) => void): void
}

/**
 * Starts helper processes: `utilityProcess` in Electron, `child_process` elsewhere
 * (`node-helper-process.ts`). An implementation passes on only the environment that `helperEnvironment`
 * picks, so no secrets.
 */
export interface HelperProcessHost {
  /** `args` follow the script's name on the command line. */
  spawn(args: readonly string[]): HelperProcess
}

/** What a helper process needs to find its libraries, and pcscd at an unusual place (PCSCLITE_CSOCK_NAME). */
const passedVariables = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'PCSCLITE_CSOCK_NAME',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
] as const

/** The environment of a helper process: only the variables it needs, and so none of the kiosk's secrets. */
export function helperEnvironment(environment: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of passedVariables) {
    const value = environment[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
