import { closeSync, openSync, writeFileSync } from 'node:fs'
import { errorCode } from '../../base/error-code.ts'
import { tightenOpenFile } from '../../base/own-files.ts'
import type { PrintCommand } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** Where the hosts tell people things. */
export interface Console {
  out(text: string): void
  error(text: string): void
}

/**
 * Tells what the command line asked for, on the console or in a file. Returns the code to end with. A text that has a
 * line break at its end already, such as one of CSV, gets no other.
 */
export function say(command: PrintCommand, to: Console): ExitCode {
  const { exitCode, outputPath, isDocument } = command
  const text = withoutSteering(command.text)
  if (outputPath === undefined) {
    if (exitCode === exitCodes.ok || isDocument) to.out(text.replace(/\n$/, ''))
    else to.error(text)
    return exitCode
  }
  try {
    writeOutput(outputPath, text.endsWith('\n') ? text : `${text}\n`)
    return exitCode
  } catch (error) {
    to.error(`${echoedPath(outputPath)}: cannot be written (${errorCode(error)})\n${text}`)
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

/**
 * The last line of defence, whatever put it there: nothing that steers a terminal or turns the direction of what follows.
 * Line breaks and tabs stay, and so does the byte order mark of an export.
 */
function withoutSteering(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}
