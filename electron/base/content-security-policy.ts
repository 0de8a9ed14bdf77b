/** The page's Content-Security-Policy. `connect`: for the preview's server-sent events. */
export function contentSecurityPolicy(options: {
  readonly connect: boolean
  readonly framedBySelf: boolean
}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    ...(options.connect ? ["connect-src 'self'"] : []),
    ...(options.framedBySelf ? ["frame-src 'self'", "frame-ancestors 'self'"] : ["frame-ancestors 'none'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
