import { exitCodes, type ExitCode } from './exit-codes.ts'

/** The printed result of a command. */
export interface CommandResult {
  readonly text: string
  readonly exitCode: ExitCode
  /** Output for another program: goes to standard output whatever the exit code. */
  readonly isDocument?: true
}

export function ok(text: string): CommandResult {
  return { text, exitCode: exitCodes.ok }
}

export function badSetup(text: string): CommandResult {
  return { text, exitCode: exitCodes.badSetup }
}

export function fault(text: string): CommandResult {
  return { text, exitCode: exitCodes.fault }
}
