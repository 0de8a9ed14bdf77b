/** A picture that a host serves beside the page's own files. */
export interface Picture {
  /** Relative to the page, such as `brand/logo-1f3b9c2a.svg`: another picture, another path. */
  readonly path: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}
