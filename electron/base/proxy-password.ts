/** Chromium's error name (`net/base/net_error_list.h`), and the code of `ProxyPasswordRequired`. */
export const proxyPasswordErrorCode = 'ERR_PROXY_AUTH_REQUESTED'

/** A proxy on the network path requires a password, which a kiosk does not have. */
export class ProxyPasswordRequired extends Error {
  readonly code = proxyPasswordErrorCode

  /** `proxy`: `host:port`, if known; `scheme`: the authentication scheme, such as `basic` or `ntlm`. */
  constructor({ proxy = '', scheme = '' }: { readonly proxy?: string; readonly scheme?: string } = {}) {
    const which = proxy === '' ? 'the proxy' : `the proxy ${proxy}`
    super(`${which} requires a password${scheme === '' ? '' : ` (${scheme})`}`)
  }
}

/** Whether a proxy requires a password: by the host's code, Chromium's, or the message of undici. */
export function isProxyPasswordError({
  code = '',
  detail,
}: {
  readonly code?: string
  readonly detail: string
}) {
  return /^ERR_(UNEXPECTED_)?PROXY_AUTH_/.test(code) || /\bProxy response \(407\)/.test(detail)
}
