import type { Fetch } from '../../base/fetch.ts'
import { isProxyWantsPassword, ProxyWantsPassword } from '../../base/proxy-password.ts'
import { explainFailure } from '../explain-failure.ts'
import { hasMicrosoftId } from './microsoft-answer.ts'

/**
 * Eyes on the one `fetch`: tells when a proxy on the way wants a password (`detail`, in words), and `undefined` with the
 * first answer of Graph or Entra after that. The first token is asked for when the kiosk starts, so this is known before
 * anybody taps.
 *
 * A 407 becomes a rejection: no server of Microsoft's sends it, so nothing was heard of them.
 */
export function watchProxy(fetch: Fetch, told: (detail: string | undefined) => void): Fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init)
      if (response.status === 407) {
        void response.body?.cancel().catch(() => undefined)
        throw new ProxyWantsPassword()
      }
      if (hasMicrosoftId(response.headers)) told(undefined)
      return response
    } catch (error) {
      const failure = explainFailure(error)
      if (isProxyWantsPassword(failure)) told(failure.detail)
      throw error
    }
  }
}
