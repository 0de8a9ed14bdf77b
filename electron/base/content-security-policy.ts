/**
 * What the kiosk's page may do: its own scripts, styles, fonts and pictures, nothing else and from nowhere else.
 * `connect-src 'self'` is the browser preview's (server-sent events); in Electron the page has nothing to ask.
 */
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
