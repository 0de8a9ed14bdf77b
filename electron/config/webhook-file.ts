import { utf16Of } from '../base/text/utf-16.ts'
import type { Files } from '../files/files.ts'
import { closeCommand, findReaders } from './sign-in/key-readers.ts'
import { readNamedBytes } from './named-file.ts'

/** The address that alerts are posted to: who knows it can post there too, so it stands in a file of its own. */
export type Webhook =
  | { readonly kind: 'ok'; readonly url: string; readonly warning?: WebhookFinding }
  /** It is not used. In words for the IT admin; never the address itself. */
  | ({ readonly kind: 'bad' } & WebhookFinding)

export interface WebhookFinding {
  readonly problem: string
  readonly expected?: string
}

const longestUrl = 2_000
const oneAddress = 'one https:// address in the file, as the workflow shows it, and nothing else'

/** Reads the file and finds out whether it is a secret. Never rejects; on Windows it may take seconds. */
export async function readWebhook(
  path: string,
  { files, platform }: { readonly files: Files; readonly platform: NodeJS.Platform },
): Promise<Webhook> {
  const read = await readNamedBytes(path, files, {
    largestBytes: 64 * 1024,
    tooLarge: 'holds more than an address',
  })
  if (read.kind === 'bad') return read
  const url = parseWebhook(new TextDecoder(utf16Of(read.content) ?? 'utf-8').decode(read.content))
  if (url === undefined)
    return { kind: 'bad', problem: 'does not hold an https:// address', expected: oneAddress }
  const readers = await findReaders(path, { platform, files })
  const expected = `a file that the account of the kiosk alone may read: ${closeCommand(path, platform)}`
  switch (readers.kind) {
    case 'nobody-else':
      return { kind: 'ok', url }
    case 'others':
      return {
        kind: 'bad',
        problem: `may be read by others (${readers.who.join(', ')}), so the address is no secret`,
        expected,
      }
    case 'unknown': {
      const problem = `who may read it could not be found out (${readers.why})`
      return { kind: 'ok', url, warning: { problem, expected } }
    }
    default:
      return readers satisfies never
  }
}

/** Undefined: it is no https address of one line, or it holds a user name or a password. */
export function parseWebhook(text: string): string | undefined {
  const line = text.replace(/^\u{FEFF}/u, '').trim()
  if (line.length > longestUrl || /[\s\p{Cc}\\]/u.test(line) || !URL.canParse(line)) return undefined
  const url = new URL(line)
  if (url.protocol !== 'https:' || url.hostname === '' || url.username !== '' || url.password !== '')
    return undefined
  url.hash = ''
  return url.href
}
