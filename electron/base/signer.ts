/** RSA with SHA-256, with PSS or PKCS #1 v1.5 padding (RFC 7518, sections 3.5 and 3.3). */
export const signatureAlgorithms = ['PS256', 'RS256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** Signs with a private key that never reaches this program. */
export interface Signer {
  readonly algorithm: SignatureAlgorithm
  /** Never rejects. Returns a signature only after verifying it against the certificate. */
  sign(data: Uint8Array, signal: AbortSignal): Promise<SignAnswer>
}

export type SignAnswer =
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  /** `detail` is for the IT admin: what is wrong and what to do. Contains no secret. */
  | { readonly kind: 'failed'; readonly detail: string }
