import type { CDPSession, Page } from 'playwright-core'
import { headOf, type LoaderEvents, type StartLoader } from '../fakes/electron/url-loader.ts'
import { launchChromium } from './chromium.ts'
import { makeNssHome } from './nss-home.ts'

/**
 * Chromium's network in place of Electron's: a page's `fetch`, and what DevTools reports about it. Both end
 * in Chromium's network service, as `net.request` does.
 */
export interface ChromiumNetwork {
  readonly start: StartLoader
  close(): Promise<void>
}

export interface ChromiumNetworkOptions {
  /** `host:port` of the proxy for everything, loopback included. */
  readonly proxy: string
  /** Authorities (PEM) in the NSS store of the account, besides Chromium's own list. */
  readonly trusted: readonly string[]
}

interface Running {
  readonly events: LoaderEvents
  /** Resolves when the head has been emitted. */
  readonly head: PromiseWithResolvers
  isOver: boolean
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  resolve(): void
}

interface Asked {
  readonly name: string
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * As far as the cases go: no redirects, and a body is emitted when it has arrived completely. A page's
 * `fetch` sends some headers of its own (`User-Agent` of a browser, `sec-ch-ua`).
 */
export async function startChromiumNetwork({
  proxy,
  trusted,
}: ChromiumNetworkOptions): Promise<ChromiumNetwork> {
  const nss = makeNssHome(trusted)
  const browser = await launchChromium(
    [
      `--proxy-server=http://${proxy}`,
      '--proxy-bypass-list=<-loopback>',
      // Switches off the rules about a page's origin, which `net.request` does not have. TLS is checked all the same.
      '--disable-web-security',
    ],
    { HOME: nss.home },
  )
  const page = await browser.newPage()
  const devtools = await page.context().newCDPSession(page)
  const running = new Map<string, Running>()
  await listen(devtools, running)
  let count = 0

  return {
    start: (request, events) => {
      const name = `kiosk-${(count += 1)}`
      const entry: Running = { events, head: withResolvers(), isOver: false }
      running.set(name, entry)
      const { method, headers, body } = request
      const url = `${request.url}#${name}`
      const asked = { name, url, method, headers, body: body?.toString('base64') }
      void load(page, asked)
        .then(async (bytes) => {
          if (bytes === undefined) return
          await entry.head.promise
          if (!entry.isOver && bytes !== '') events.data(Buffer.from(bytes, 'base64'), () => undefined)
          if (!entry.isOver) events.complete()
          entry.isOver = true
        })
        // The browser has been closed.
        .catch(() => undefined)
      return {
        cancel: () => {
          entry.isOver = true
          void page
            .evaluate((which) => dispatchEvent(new Event(`give up ${which}`)), name)
            .catch(() => undefined)
        },
      }
    },
    close: async () => {
      await browser.close()
      nss.remove()
    },
  }
}

/** The body in base64, once it has arrived; undefined: it failed, and DevTools reports the reason. */
function load(page: Page, asked: Asked): Promise<string | undefined> {
  return page.evaluate(async ({ name, url, method, headers, body }) => {
    const controller = new AbortController()
    addEventListener(`give up ${name}`, () => controller.abort(), { once: true })
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body: Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0)) }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: controller.signal,
      })
      const bytes = new Uint8Array(await response.arrayBuffer())
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    } catch {
      return undefined
    }
  }, asked)
}

async function listen(devtools: CDPSession, running: ReadonlyMap<string, Running>): Promise<void> {
  const byRequest = new Map<string, Running>()
  const named = (fragment: string | undefined): Running | undefined => running.get(fragment?.slice(1) ?? '')

  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const entry = named(request.urlFragment)
    if (entry !== undefined) byRequest.set(requestId, entry)
  })
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    const entry = byRequest.get(requestId)
    if (entry === undefined || entry.isOver) return
    const pairs = Object.entries(response.headers).flatMap(([key, values]) =>
      values.split('\n').map((value): [string, string] => [key, value]),
    )
    entry.events.responseStarted(headOf(response.status, response.statusText, pairs))
    entry.head.resolve()
  })
  devtools.on('Network.loadingFailed', ({ requestId, errorText }) => {
    const entry = byRequest.get(requestId)
    if (entry === undefined || entry.isOver) return
    entry.isOver = true
    entry.events.error(errorText)
  })
  devtools.on('Fetch.requestPaused', ({ requestId }) => {
    void devtools.send('Fetch.continueRequest', { requestId }).catch(() => undefined)
  })
  // Electron's `login`. A page's own request would wait for somebody to type a password.
  devtools.on('Fetch.authRequired', ({ requestId, request, authChallenge }) => {
    const { source, scheme, realm, origin } = authChallenge
    const { hostname: host, port } = new URL(origin)
    const answer = (username?: string, password?: string): void => {
      const response = username === undefined ? 'CancelAuth' : 'ProvideCredentials'
      const given = username === undefined ? {} : { username, password: password ?? '' }
      void devtools
        .send('Fetch.continueWithAuth', { requestId, authChallengeResponse: { response, ...given } })
        .catch(() => undefined)
    }
    const entry = named(request.urlFragment)
    if (entry === undefined || entry.isOver) answer()
    else entry.events.login({ isProxy: source === 'Proxy', scheme, realm, host, port: Number(port) }, answer)
  })
  await devtools.send('Network.enable')
  await devtools.send('Fetch.enable', { handleAuthRequests: true, patterns: [{ urlPattern: '*' }] })
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve: () => resolve() }
}
