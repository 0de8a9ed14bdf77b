/** An image that a host serves next to the page's own files. */
export interface Picture {
  /** Relative to the page, such as `brand/logo-1f3b9c2a.svg`: the path changes with the content. */
  readonly path: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}
