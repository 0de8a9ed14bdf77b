import type { Fetch } from '../../base/fetch.ts'
import { isProxyPasswordError, ProxyPasswordRequired } from '../../base/proxy-password.ts'
import { explainFailure } from '../explain-failure.ts'
import { hasMicrosoftId } from './microsoft-answer.ts'

/**
 * Wraps `fetch` and reports when a proxy requires a password (`detail`), and `undefined` with the first
 * answer from Graph or Entra after that. The first token is requested when the kiosk starts, so IT hears of
 * it before anybody taps.
 *
 * A 407 is turned into a rejection: Microsoft's servers never send it, so they have not answered.
 */
export function watchProxy(fetch: Fetch, onChange: (detail: string | undefined) => void): Fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init)
      if (response.status === 407) {
        void response.body?.cancel().catch(() => undefined)
        throw new ProxyPasswordRequired()
      }
      if (hasMicrosoftId(response.headers)) onChange(undefined)
      return response
    } catch (error) {
      const failure = explainFailure(error)
      if (isProxyPasswordError(failure)) onChange(failure.detail)
      throw error
    }
  }
}
