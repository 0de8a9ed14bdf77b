/** Graph and Entra give every answer an id; what a proxy on the way says in their place has none. */
export function isMicrosofts({ headers }: Response): boolean {
  return headers.has('request-id') || headers.has('x-ms-request-id')
}
