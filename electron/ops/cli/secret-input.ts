import { readFileSync, statSync } from 'node:fs'
import { errorCode } from '../../base/error-code.ts'
import { askSecret } from './ask-secret.ts'
import type { Ask } from './maintenance-command.ts'
import type { Host } from './options.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { decodeText } from '../../base/text/utf-16.ts'

/** How to read a PIN or a badge number. `problem`: for the person who typed the command. */
export type SecretInput =
  { readonly kind: 'ok'; readonly ask: Ask } | { readonly kind: 'bad'; readonly problem: string }

export interface SecretInputOptions {
  /** What `--input` names. */
  readonly path: string | undefined
  readonly host: Host
  readonly platform: NodeJS.Platform
}

/** Only one line is expected; a larger file is the wrong file. */
const maxBytes = 4096

/** Reads from the file that `--input` names, else from the console, which the app has none of on Windows. */
export function secretInput({ path, host, platform }: SecretInputOptions): SecretInput {
  if (path !== undefined) return fromFile(path)
  if (host === 'app' && platform === 'win32') {
    const problem =
      'On Windows this program cannot read from the console. Write the number into a file as its only line, ' +
      'run this again with --input FILE, and delete the file afterwards.'
    return { kind: 'bad', problem }
  }
  return { kind: 'ok', ask: askSecret }
}

function fromFile(path: string): SecretInput {
  let bytes: Buffer
  try {
    const stat = statSync(path)
    // Opening a pipe could block forever.
    if (!stat.isFile()) return bad(path, 'is not an ordinary file')
    if (stat.size > maxBytes) return bad(path, `is larger than ${maxBytes} bytes; expected one line`)
    bytes = readFileSync(path)
  } catch (error) {
    const code = errorCode(error)
    return bad(path, code === 'ENOENT' ? 'file not found' : `cannot be read (${code})`)
  }
  const line = /^[^\r\n]*/.exec(decodeText(bytes))?.[0]?.trim() ?? ''
  if (line === '') return bad(path, 'its first line is empty')
  return { kind: 'ok', ask: () => Promise.resolve(line) }
}

function bad(path: string, problem: string): SecretInput {
  return { kind: 'bad', problem: `${echoedPath(path)}: ${problem}` }
}
