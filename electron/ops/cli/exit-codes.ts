/** The program's exit codes. Scripts rely on them: a code never changes its meaning. */
export const exitCodes = {
  /** Success: the kiosk stopped cleanly, or the command did what was requested. */
  ok: 0,
  /** The program or the computer failed. */
  fault: 1,
  /** The config file or the command line is not valid; the output says what to fix. */
  badSetup: 2,
  /** The window failed repeatedly; a restart may help. */
  screenLost: 3,
  /** Another kiosk already runs under this account; this one did nothing. */
  alreadyRunning: 4,
  /** `--journal verify`: the journal was changed or damaged after the kiosk wrote it. */
  journalBroken: 5,
  /** `--journal verify`: no problem found, but part of it could not be verified without an earlier key. */
  journalUnchecked: 6,
  /** The journal was unusable for 15 minutes, and waiting will not help. */
  journalLost: 7,
  /** The badge reader process could not be started for at least 15 minutes. */
  readerLost: 8,
  /** The single-instance lock is not available though no other kiosk runs: full disk, or no rights. */
  lockFailed: 9,
  /** `--check-config --online`: Microsoft cannot be reached as it should. */
  networkProblem: 10,
  /** `--check-config --online`: Entra refuses the sign-in, a permission is missing, or the clock is off. */
  signInProblem: 11,
  /**
   * `--check-config --online`: the team, its schedule or its time clock is not set up as the kiosk needs it.
   */
  teamProblem: 12,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
