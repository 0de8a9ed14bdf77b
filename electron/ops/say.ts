import { closeSync, openSync, writeFileSync } from 'node:fs'
import { errorCode } from '../base/error-code.ts'
import { tightenOpenFile } from '../base/own-files.ts'
import type { Command } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'

/** Where the hosts tell people things. */
export interface Console {
  out(text: string): void
  error(text: string): void
}

/**
 * Tells what the command line asked for, on the console or in a file. Returns the code to end with. A text that has a
 * line break at its end already, such as one of CSV, gets no other.
 */
export function say(command: Extract<Command, { kind: 'print' }>, to: Console): ExitCode {
  const { text, exitCode, outputPath } = command
  if (outputPath === undefined) {
    if (exitCode === exitCodes.ok) to.out(text.replace(/\n$/, ''))
    else to.error(text)
    return exitCode
  }
  try {
    writeOutput(outputPath, text.endsWith('\n') ? text : `${text}\n`)
    return exitCode
  } catch (error) {
    to.error(`${outputPath}: can not be written (${errorCode(error)})\n${text}`)
    return exitCodes.fault
  }
}

/** What is told may hold names: the file is its owner's alone before anything stands in it. */
function writeOutput(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    tightenOpenFile(file)
    writeFileSync(file, text)
  } finally {
    closeSync(file)
  }
}
