import { decodeText } from '../base/text/utf-16.ts'
import type { Files } from '../files/files.ts'
import { closeCommand, findReaders } from './sign-in/key-readers.ts'
import { readNamedBytes } from './named-file.ts'

/** The address that alerts are posted to. In a file of its own: anybody who knows it can post there. */
export type Webhook =
  | { readonly kind: 'ok'; readonly url: string; readonly warning?: WebhookFinding }
  /** The webhook is not used. The texts are for the IT admin and never include the address. */
  | ({ readonly kind: 'bad' } & WebhookFinding)

export interface WebhookFinding {
  readonly problem: string
  readonly expected?: string
}

const maxUrlLength = 2_000
const oneAddress = 'one https:// address in the file, as the workflow shows it, and nothing else'

/**
 * Reads the file and checks that no other account may read it. Never rejects; may take seconds on Windows.
 */
export async function readWebhook(
  path: string,
  { files, platform }: { readonly files: Files; readonly platform: NodeJS.Platform },
): Promise<Webhook> {
  const read = await readNamedBytes(path, files, {
    maxBytes: 64 * 1024,
    tooLarge: 'holds more than one address',
  })
  if (read.kind === 'bad') return read
  const url = parseWebhook(decodeText(read.content))
  if (url === undefined)
    return { kind: 'bad', problem: 'does not hold an https:// address', expected: oneAddress }
  const readers = await findReaders(path, { platform, files })
  const expected = `a file that only the kiosk's account may read: ${closeCommand(path, platform)}`
  switch (readers.kind) {
    case 'nobody-else':
      return { kind: 'ok', url }
    case 'others':
      return {
        kind: 'bad',
        problem: `may be read by others (${readers.who.join(', ')}), so the address is not secret`,
        expected,
      }
    case 'unknown': {
      const problem = `could not check who may read it (${readers.why})`
      return { kind: 'ok', url, warning: { problem, expected } }
    }
    default:
      return readers satisfies never
  }
}

/** Undefined if the text is not a single https address, or holds a user name or password. */
export function parseWebhook(text: string): string | undefined {
  const line = text.replace(/^\u{FEFF}/u, '').trim()
  if (line.length > maxUrlLength || /[\s\p{Cc}\\]/u.test(line) || !URL.canParse(line)) return undefined
  const url = new URL(line)
  if (url.protocol !== 'https:' || url.hostname === '' || url.username !== '' || url.password !== '')
    return undefined
  url.hash = ''
  return url.href
}
