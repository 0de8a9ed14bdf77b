import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { utf16Of } from '../../base/text/utf-16.ts'
import type { FileFailure, Files } from '../../files/files.ts'
import { whyUnreadable } from '../../files/why-unreadable.ts'

/** A larger file is not a config file. */
export const maxConfigBytes = 1024 * 1024

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
  const read = await files.read(path, maxConfigBytes)
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

/** Where the decoder puts its replacement character. */
function firstBadCharacter(bytes: Uint8Array): { line: number; column: number } {
  const [good = ''] = new TextDecoder().decode(bytes).split('\u{FFFD}', 1)
  const lines = good.split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function notRead(failure: FileFailure): ConfigText {
  const code = failure.kind === 'system' ? failure.code : ''
  if (['ENOENT', 'ENOTDIR'].includes(code)) return bad('does not exist', undefined, true)
  if (['EACCES', 'EPERM'].includes(code)) {
    const denied = bad('may not be read by this account', "a file that the kiosk's account may read")
    return { ...denied, isDenied: true }
  }
  const expected = { folder: 'the path of the config file', 'too-large': 'a config file of a few kilobytes' }
  return bad(
    whyUnreadable(failure, 'is larger than 1 MB'),
    failure.kind === 'folder' || failure.kind === 'too-large' ? expected[failure.kind] : undefined,
  )
}

function bad(problem: string, expected?: string, missing = false): Extract<ConfigText, { kind: 'bad' }> {
  return {
    kind: 'bad',
    missing,
    problem: { key: '', problem, ...(expected === undefined ? {} : { expected }) },
  }
}
