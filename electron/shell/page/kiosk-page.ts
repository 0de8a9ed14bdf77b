import type { WebFrameMain } from 'electron'

/** The only page, and the only origin that may talk to main. */
export const appScheme = 'app'
export const kioskHost = 'kiosk'
export const kioskPageUrl = `${appScheme}://${kioskHost}/index.html`

/** The page's session: in memory only, so that nothing of it outlives the program. */
export const kioskPartition = 'kiosk-page'

/** `undefined` if `url` is not a valid URL. */
export function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

/** Whether `url` belongs to the kiosk's own origin, `app://kiosk`. */
export function isOwnUrl(url: string): boolean {
  const parsed = parseUrl(url)
  return parsed?.protocol === `${appScheme}:` && parsed.host === kioskHost
}

/** Whether a message's sender is the kiosk's page itself: of its origin and not in a frame. */
export function isKioskPage(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isOwnUrl(frame.url)
}
