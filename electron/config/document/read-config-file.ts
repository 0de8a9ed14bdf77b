import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { utf16Of } from '../../base/text/utf-16.ts'
import { noAnswerWords, type FileFailure, type Files } from '../../files/files.ts'

/** A larger file is not a config file. */
export const largestConfigBytes = 1024 * 1024

export type ConfigText =
  | { readonly kind: 'ok'; readonly text: string }
  /**
   * `missing`: the file does not exist. `isDenied`: this account may not read the file or enter its folder.
   */
  | {
      readonly kind: 'bad'
      readonly missing: boolean
      readonly isDenied?: true
      readonly problem: SetupProblem
    }

/**
 * Reads the config file as text: UTF-8, or UTF-16 as Windows PowerShell writes. A byte order mark is removed.
 */
export async function readConfigFile(path: string, files: Files): Promise<ConfigText> {
  const read = await files.read(path, largestConfigBytes)
  return read.kind === 'ok' ? decode(read.value) : notRead(read.failure)
}

function decode(bytes: Uint8Array): ConfigText {
  const utf16 = utf16Of(bytes)
  let text: string
  try {
    text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    if (utf16 !== undefined)
      return bad('starts with a UTF-16 byte order mark but is not valid UTF-16', savedAsUtf8)
    const { line, column } = firstBadCharacter(bytes)
    const problem = bytes.includes(0)
      ? 'is not a text file'
      : 'is not UTF-8 text; it was probably saved as ANSI (Windows-1252)'
    return {
      kind: 'bad',
      missing: false,
      problem: { line, column, key: '', problem, expected: savedAsUtf8 },
    }
  }
  if (text.trim() === '') return bad('is empty', 'a config such as config.sample.jsonc')
  return { kind: 'ok', text }
}

const savedAsUtf8 = 'a text file saved as UTF-8 (Notepad: Save as, Encoding)'

function firstBadCharacter(bytes: Uint8Array): { line: number; column: number } {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (middle <= bytes.length && isUtf8Prefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  const lines = new TextDecoder().decode(bytes.subarray(0, good), { stream: true }).split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** Whether the bytes are valid UTF-8, except that the last character may be incomplete. */
function isUtf8Prefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function notRead(failure: FileFailure): ConfigText {
  switch (failure.kind) {
    case 'system':
    case 'fault':
      return cannotBeRead(failure.code)
    case 'folder':
      return bad('is a folder, not a file', 'the path of the config file')
    case 'not-ordinary':
      return bad('is not an ordinary file')
    case 'too-large':
      return bad('is larger than 1 MB', 'a config file of a few kilobytes')
    case 'no-answer':
      return bad(noAnswerWords)
    case 'no-process':
      return bad(`could not be read: the program's file process is not running (${failure.how})`)
    case 'stopped':
      return bad('was not read: the program is stopping')
    default:
      return failure satisfies never
  }
}

function cannotBeRead(code: string): ConfigText {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return bad('does not exist', undefined, true)
    case 'EACCES':
    case 'EPERM':
      return {
        ...bad('may not be read by this account', "a file that the kiosk's account may read"),
        isDenied: true,
      }
    default:
      return bad(`cannot be read (${code})`)
  }
}

function bad(problem: string, expected?: string, missing = false): Extract<ConfigText, { kind: 'bad' }> {
  return {
    kind: 'bad',
    missing,
    problem: { key: '', problem, ...(expected === undefined ? {} : { expected }) },
  }
}
