import { closeSync, openSync, writeFileSync } from 'node:fs'
import { errorCode } from '../../base/error-code.ts'
import { tightenOpenFile } from '../../base/own-files.ts'
import type { PrintCommand } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** Where a host prints for people to read. */
export interface Console {
  out(text: string): void
  error(text: string): void
}

/** Prints the result or writes it to a file, which ends with a line break. Returns the exit code. */
export function printResult(command: PrintCommand, to: Console): ExitCode {
  const { exitCode, outputPath, isDocument } = command
  const text = withoutTerminalControls(command.text)
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

/** The output may hold names, so the file is restricted to its owner before anything is written. */
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
 * Last line of defence: removes terminal control characters and bidirectional overrides, wherever they came
 * from. Line breaks and tabs stay, and so does the byte order mark of an export.
 */
function withoutTerminalControls(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}
