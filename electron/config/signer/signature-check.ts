import { constants, publicDecrypt, verify, type KeyObject } from 'node:crypto'
import { attempt } from '../../base/attempt.ts'
import type { SignatureAlgorithm } from '../../base/signer.ts'

/** Why a signature is not valid. */
export type SignatureFault =
  /** Right key and data, but the salt is not the 32 bytes that PS256 requires (RFC 7518, 3.5). */
  | { readonly kind: 'salt'; readonly saltBytes: number }
  /** Right key and data, but the padding of the other algorithm. */
  | { readonly kind: 'algorithm'; readonly found: SignatureAlgorithm }
  /** Wrong length for a signature of this key. */
  | { readonly kind: 'length'; readonly bytes: number; readonly expectedBytes: number }
  /** Right key, but other data or another hash. */
  | { readonly kind: 'other-bytes' }
  /** Not made with the key of the certificate. */
  | { readonly kind: 'other-key' }

const saltBytes = 32
const hashBytes = 32

/** Verifies a signature; undefined if it is valid. `key`: the certificate's RSA public key. */
export function faultOfSignature(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): SignatureFault | undefined {
  const expectedBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  if (signature.length !== expectedBytes) return { kind: 'length', bytes: signature.length, expectedBytes }
  const holds = algorithm === 'PS256' ? isPss(saltBytes) : isPkcs1()
  if (holds) return undefined
  const padding = paddingOf(key, signature)
  switch (padding) {
    case 'pss': {
      const found = foundSalt(expectedBytes - hashBytes - 2)
      if (found === undefined) return { kind: 'other-bytes' }
      return algorithm === 'PS256'
        ? { kind: 'salt', saltBytes: found }
        : { kind: 'algorithm', found: 'PS256' }
    }
    case 'pkcs1':
      return algorithm === 'PS256' && isPkcs1()
        ? { kind: 'algorithm', found: 'RS256' }
        : { kind: 'other-bytes' }
    case undefined:
      return { kind: 'other-key' }
    default:
      return padding satisfies never
  }

  function isPkcs1(): boolean {
    return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING }, signature)
  }

  function isPss(saltLength: number): boolean {
    return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
  }

  /** Tries the longest salt first, since TPMs use it. */
  function foundSalt(longest: number): number | undefined {
    return Array.from({ length: longest + 1 }, (_, index) => longest - index).find(isPss)
  }
}

/** The padding that the public key reveals (RFC 8017, 9.1 and 9.2); undefined if another key signed. */
function paddingOf(key: KeyObject, signature: Uint8Array): 'pss' | 'pkcs1' | undefined {
  const encoded = attempt(() => publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature))
  if (encoded === undefined) return undefined
  if (encoded[0] === 0 && encoded[1] === 1 && encoded[2] === 0xff) return 'pkcs1'
  return (encoded[0] ?? 0xff) < 0x80 && encoded.at(-1) === 0xbc ? 'pss' : undefined
}
