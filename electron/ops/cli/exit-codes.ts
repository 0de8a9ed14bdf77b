/** What the program's exit code says. Part of what scripts rely on: a code keeps its meaning. */
export const exitCodes = {
  /** All went well; the kiosk was ended in good order, or what was asked for was told. */
  ok: 0,
  /** The program failed by a fault of its own or of the computer. */
  fault: 1,
  /** The config file or the command line is not right; what has to be fixed was told. */
  badSetup: 2,
  /** The window was lost again and again; a start from the beginning may help. */
  screenLost: 3,
  /** Another kiosk runs under this account already; this one did nothing. */
  alreadyRunning: 4,
  /** `--journal verify`: the journal is not as the kiosk wrote it. */
  journalBroken: 5,
  /** `--journal verify`: nothing is wrong as far as could be checked; for the rest a key is missing. */
  journalUnchecked: 6,
  /** The journal could not be used for a quarter of an hour, for no reason that waiting fixes. */
  journalLost: 7,
  /** The badge reader's process could not be brought to life for a quarter of an hour and more. */
  readerLost: 8,
  /** The single-instance lock could not be had, though no other kiosk runs: a full disk, a folder without rights. */
  lockFailed: 9,
  /** `--check-config --online`: the network, or Microsoft, cannot be reached as it should. */
  networkProblem: 10,
  /** `--check-config --online`: Entra refuses the sign-in, a permission is missing, or the clock is too far off. */
  signInProblem: 11,
  /** `--check-config --online`: the team, its schedule or its time clock is not as a kiosk needs it. */
  teamProblem: 12,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
