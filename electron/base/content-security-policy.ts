/**
 * Content-Security-Policy of the kiosk's page: only its own scripts, styles, fonts and images.
 * `connect`: allow `connect-src 'self'`, which the browser preview needs for server-sent events; the page in
 * Electron makes no requests.
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
