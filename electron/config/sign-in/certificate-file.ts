import { X509Certificate, type KeyObject } from 'node:crypto'
import { readFileForm, type PemBlock } from './file-form.ts'
import { problemOf, type Finding } from '../finding.ts'
import { wordsOfForm, wordsOfLabels, type FormWords } from './form-words.ts'
import type { NamedFile } from '../named-file.ts'

export const certificateKey = 'signIn.certificatePath'

export type ReadCertificates =
  | {
      readonly kind: 'ok'
      /** In file order, without duplicates; at least one. */
      readonly certificates: readonly X509Certificate[]
      /** Whether the file also holds a private key. */
      readonly holdsKey: boolean
    }
  | { readonly kind: 'bad'; readonly finding: Finding }

/** All certificates in a file, such as those of a chain. */
export function certificatesIn(read: NamedFile<Uint8Array>, path: string): ReadCertificates {
  if (read.kind === 'bad') return { kind: 'bad', finding: problemOf(certificateKey, read.problem) }
  const form = readFileForm(read.content)
  switch (form.kind) {
    case 'certificate':
      return { kind: 'ok', certificates: [form.certificate], holdsKey: false }
    case 'private-key':
      return bad(wordsOfLabels(['PRIVATE KEY'], 'certificate', path))
    case 'other':
      return bad(wordsOfForm(form.form, 'certificate', path))
    case 'pem':
      return certificatesInBlocks(form.blocks, path)
    default:
      return form satisfies never
  }
}

/** PEM labels of OpenSSL; a TRUSTED CERTIFICATE also holds trust settings. */
const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

function certificatesInBlocks(blocks: readonly PemBlock[], path: string): ReadCertificates {
  const labels = blocks.map(({ label }) => label)
  const ours = blocks.filter(({ label }) => certificateLabels.includes(label))
  if (ours.length === 0) return bad(wordsOfLabels(labels, 'certificate', path))
  try {
    const read = ours.map(({ text }) => new X509Certificate(text))
    const certificates = [...new Map(read.map((each) => [each.fingerprint256, each])).values()]
    return { kind: 'ok', certificates, holdsKey: labels.some((label) => label.endsWith('PRIVATE KEY')) }
  } catch {
    return bad({ problem: 'holds a damaged certificate', expected: 'the file as it was exported' })
  }
}

export type ChosenCertificate =
  | { readonly kind: 'ok'; readonly certificate: X509Certificate }
  | { readonly kind: 'none-fits'; readonly count: number }
  | { readonly kind: 'several'; readonly count: number }

/** The certificate that matches the key; of several, such as after a renewal, the one that expires last. */
export function certificateOfKey(
  certificates: readonly X509Certificate[],
  key: KeyObject,
): ChosenCertificate {
  const [longest] = certificates
    .filter((certificate) => certificate.checkPrivateKey(key))
    .toSorted((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo))
  return longest === undefined
    ? { kind: 'none-fits', count: certificates.length }
    : { kind: 'ok', certificate: longest }
}

/** If there is no key to compare: the leaf certificate, which issued no other one in the file. */
export function lastOfChain(certificates: readonly X509Certificate[]): ChosenCertificate {
  const lasts = certificates.filter(
    (certificate) => !certificates.some((other) => other !== certificate && other.checkIssued(certificate)),
  )
  const [last] = lasts
  return last !== undefined && lasts.length === 1
    ? { kind: 'ok', certificate: last }
    : { kind: 'several', count: lasts.length }
}

function bad({ problem, expected }: FormWords): ReadCertificates {
  return { kind: 'bad', finding: problemOf(certificateKey, problem, expected) }
}
