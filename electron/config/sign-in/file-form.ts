import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { attempt } from '../../base/attempt.ts'
import { decodeText } from '../../base/text/utf-16.ts'

/** One `-----BEGIN label-----` … `-----END label-----` block of a PEM file. `text`: the whole block. */
export interface PemBlock {
  readonly label: string
  readonly text: string
}

/** Formats that are recognised but not supported; the problem says how to convert them. */
export type OtherForm =
  | 'empty'
  | 'pkcs12'
  | 'pkcs7'
  | 'java-keystore'
  | 'putty-key'
  | 'openssh-public-key'
  | 'encrypted-key'
  | 'unknown'

export type FileForm =
  | { readonly kind: 'pem'; readonly blocks: readonly PemBlock[] }
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate }
  | { readonly kind: 'private-key'; readonly key: KeyObject }
  | { readonly kind: 'other'; readonly form: OtherForm }

/** Parses a certificate or key file: PEM (also in UTF-16), DER, and DER in base64 without header. */
export function readFileForm(bytes: Uint8Array): FileForm {
  if (bytes[0] === 0x30) {
    const form = readDer(Buffer.from(bytes))
    // A text may start with the same byte, the digit 0.
    if (form.kind !== 'other' || form.form !== 'unknown') return form
  }
  if (startsWith(bytes, [0xfe, 0xed, 0xfe, 0xed])) return { kind: 'other', form: 'java-keystore' }
  const text = decodeText(bytes)
  const blocks = pemBlocks(text)
  if (blocks.length > 0) return { kind: 'pem', blocks }
  const start = text.trimStart()
  if (start === '') return { kind: 'other', form: 'empty' }
  if (start.startsWith('PuTTY-User-Key-File')) return { kind: 'other', form: 'putty-key' }
  if (start.startsWith('ssh-')) return { kind: 'other', form: 'openssh-public-key' }
  // The base64 of a DER sequence of 256 bytes or more starts with MII.
  if (start.startsWith('MII') && /^[A-Za-z0-9+/=\s]+$/.test(start))
    return readDer(Buffer.from(start, 'base64'))
  return { kind: 'other', form: 'unknown' }
}

const begin = '-----BEGIN '
const dashes = '-----'

/** RFC 7468. Text between the blocks, as `openssl pkcs12` writes it, is ignored. */
function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let at = text.indexOf(begin)
  while (at !== -1) {
    const labelEnd = text.indexOf(dashes, at + begin.length)
    if (labelEnd === -1) break
    const label = text.slice(at + begin.length, labelEnd)
    const end = `-----END ${label}-----`
    const endAt = text.indexOf(end, labelEnd)
    if (endAt === -1) break
    blocks.push({ label, text: `${text.slice(at, endAt + end.length)}\n` })
    at = text.indexOf(begin, endAt + end.length)
  }
  return blocks
}

/** Object identifiers in DER: RFC 5652, PBES2 (RFC 8018), and PKCS #12's own algorithms (RFC 7292). */
const signedData = Buffer.from('06092a864886f70d010702', 'hex')
const data = Buffer.from('06092a864886f70d010701', 'hex')
const pbes2 = Buffer.from('06092a864886f70d01050d', 'hex')
const pkcs12Algorithms = Buffer.from('060a2a864886f70d010c01', 'hex')
/** Each of them is preceded only by a few lengths and a version number. */
const headBytes = 32

function readDer(der: Buffer): FileForm {
  const certificate = attempt(() => new X509Certificate(der))
  if (certificate !== undefined) return { kind: 'certificate', certificate }
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    const key = attempt(() => createPrivateKey({ key: der, format: 'der', type }))
    if (key !== undefined) return { kind: 'private-key', key }
  }
  const head = der.subarray(0, headBytes)
  if (head.includes(signedData)) return { kind: 'other', form: 'pkcs7' }
  if (head.includes(data)) return { kind: 'other', form: 'pkcs12' }
  if (head.includes(pbes2) || head.includes(pkcs12Algorithms)) return { kind: 'other', form: 'encrypted-key' }
  return { kind: 'other', form: 'unknown' }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}
