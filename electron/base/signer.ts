/** How a signature is made: RSA with SHA-256 and the PSS or the PKCS #1 v1.5 padding (RFC 7518, sections 3.3 and 3.5). */
export const signatureAlgorithms = ['PS256', 'RS256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** Signs with a private key that never reaches this program. */
export interface Signer {
  readonly algorithm: SignatureAlgorithm
  /** Never rejects. A signature is handed on only once it has been verified against the certificate. */
  sign(data: Uint8Array, signal: AbortSignal): Promise<SignAnswer>
}

export type SignAnswer =
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  /** `detail` is for the IT admin: what is wrong and what to do. It holds no secret. */
  | { readonly kind: 'failed'; readonly detail: string }
