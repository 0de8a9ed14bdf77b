/** A process of the kiosk's own, for work that can freeze, crash or hang: reading badges, reading files. */
export interface HelperProcess {
  /** `undefined` until the process is there. For the log. */
  readonly pid: number | undefined
  /** `message` is plain data, numbers of bytes (`Uint8Array`) included. Lost where the process is not there yet. */
  send(message: unknown): void
  /** Ends it at once in a way it cannot refuse, even when it is frozen: SIGKILL, not SIGTERM. */
  kill(): void
  /** Messages as they come, unchecked. */
  onMessage(listener: (message: unknown) => void): void
  /**
   * Called once, when the process has ended or could not be started, after the last message it sent. `how` is
   * for the log.
   */
  onExit(listener: (how: string) => void): void
}

/**
 * Starts helper processes: by `utilityProcess` in Electron, by `child_process` elsewhere (`node-helper-process.ts`).
 * An implementation passes no secret of the kiosk's own environment on; `helperEnvironment` picks what is needed.
 */
export interface HelperProcessHost {
  /** `args` go after the script's name on the command line. */
  spawn(args: readonly string[]): HelperProcess
}

/**
 * What a helper process needs of the environment: to find its libraries (PATH, SystemRoot, …), and where the
 * smart card service is when it is not at the usual place (PCSCLITE_CSOCK_NAME, read by pcsc-lite).
 */
const passedOn = [
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

/** The environment of a helper process: the few variables it needs, and so none of the kiosk's secrets. */
export function helperEnvironment(environment: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of passedOn) {
    const value = environment[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
