import type { WebFrameMain } from 'electron'

/** The one page there is, and the only origin that may talk to main. */
export const appScheme = 'app'
export const kioskHost = 'kiosk'
export const kioskPageUrl = `${appScheme}://${kioskHost}/index.html`

/** The page's session: kept in memory alone, so that nothing of it outlives the program. */
export const kioskPartition = 'kiosk-page'

/** `undefined` for what is no address. */
export function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

/** Whether `url` is of the kiosk's own origin, `app://kiosk`. */
export function isOwnUrl(url: string): boolean {
  const parsed = parseUrl(url)
  return parsed?.protocol === `${appScheme}:` && parsed.host === kioskHost
}

/** Whether a message's sender is the kiosk's page itself: of its origin and framed by nothing. */
export function isKioskPage(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isOwnUrl(frame.url)
}
