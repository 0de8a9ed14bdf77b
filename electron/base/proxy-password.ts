/** Chromium's name for it (`net/base/net_error_list.h`), and the code of `ProxyWantsPassword`. */
export const proxyWantsPasswordCode = 'ERR_PROXY_AUTH_REQUESTED'

/** A proxy on the way lets nothing through without a password, which a kiosk does not have. */
export class ProxyWantsPassword extends Error {
  readonly code = proxyWantsPasswordCode

  /** `proxy`: as `host:port`, where it is known; `scheme`: how it asks, such as `basic` or `ntlm`. */
  constructor({ proxy = '', scheme = '' }: { readonly proxy?: string; readonly scheme?: string } = {}) {
    const which = proxy === '' ? 'the proxy' : `the proxy ${proxy}`
    super(`${which} wants a password${scheme === '' ? '' : ` (${scheme})`}`)
  }
}

/**
 * Whether a request failed because a proxy wants a password: by the host's own word (Electron), by a name of Chromium's
 * such as ERR_PROXY_AUTH_UNSUPPORTED, or by what Node's fetch says of a tunnel it was refused (undici, ProxyAgent).
 */
export function isProxyWantsPassword({
  code = '',
  detail,
}: {
  readonly code?: string
  readonly detail: string
}) {
  return /^ERR_(UNEXPECTED_)?PROXY_AUTH_/.test(code) || /\bProxy response \(407\)/.test(detail)
}
