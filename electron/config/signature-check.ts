import { constants, publicDecrypt, verify, type KeyObject } from 'node:crypto'
import type { SignatureAlgorithm } from '../base/signer.ts'

/** Why a signature does not hold. */
export type SignatureFault =
  /** Made by the right key over the right bytes, with another salt than the 32 bytes that PS256 asks for (RFC 7518, 3.5). */
  | { readonly kind: 'salt'; readonly saltBytes: number }
  /** Made by the right key over the right bytes, with the padding of the other algorithm. */
  | { readonly kind: 'algorithm'; readonly found: SignatureAlgorithm }
  /** As long as no signature of this key is. */
  | { readonly kind: 'length'; readonly bytes: number; readonly expectedBytes: number }
  /** Made by the right key over other bytes or with another hash. */
  | { readonly kind: 'other-bytes' }
  /** Not made by the key of the certificate. */
  | { readonly kind: 'other-key' }

const saltBytes = 32
const hashBytes = 32

/** Undefined: the signature holds. `key`: the certificate's, RSA. */
export function faultOfSignature(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): SignatureFault | undefined {
  const expectedBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  if (signature.length !== expectedBytes) return { kind: 'length', bytes: signature.length, expectedBytes }
  const isPkcs1 = (): boolean =>
    verify('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING }, signature)
  const isPss = (saltLength: number): boolean =>
    verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
  const foundSalt = (): number | undefined =>
    Array.from({ length: expectedBytes - hashBytes - 1 }, (_, bytes) => bytes).find(isPss)

  switch (algorithm) {
    case 'PS256': {
      if (isPss(saltBytes)) return undefined
      if (isPkcs1()) return { kind: 'algorithm', found: 'RS256' }
      const found = foundSalt()
      if (found !== undefined) return { kind: 'salt', saltBytes: found }
      break
    }
    case 'RS256':
      if (isPkcs1()) return undefined
      if (foundSalt() !== undefined) return { kind: 'algorithm', found: 'PS256' }
      break
    default:
      return algorithm satisfies never
  }
  return { kind: hasStructure(key, signature) ? 'other-bytes' : 'other-key' }
}

/** Whether what the public key makes of a signature is built like one (RFC 8017, 9.1 and 9.2). Of another key it is noise. */
function hasStructure(key: KeyObject, signature: Uint8Array): boolean {
  let encoded: Buffer
  try {
    encoded = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
  } catch {
    return false
  }
  const isPkcs1 = encoded[0] === 0 && encoded[1] === 1 && encoded[2] === 0xff
  const isPss = (encoded[0] ?? 0xff) < 0x80 && encoded.at(-1) === 0xbc
  return isPkcs1 || isPss
}
