import { net, session } from 'electron'
import type { Fetch } from '../base/fetch.ts'

/**
 * Chromium's network: the system's proxy and the operating system's trust store, for Graph and sign-in alike.
 * No cookies go out or are kept.
 */
export const electronFetch: Fetch = async (url, init) => {
  try {
    return await net.fetch(url, { credentials: 'omit', ...init })
  } catch (error) {
    // `net.fetch` fails where `redirect: 'manual'` meets a redirect; Node's fetch answers with it. Which of the 3xx
    // it was is not told.
    if (init?.redirect === 'manual' && isCancelledRedirect(error)) return new Response(null, { status: 302 })
    throw error
  }
}

/** Chromium keeps connections for minutes; after a change of network they may lead nowhere without it noticing. */
export function closeConnections(): void {
  void session.defaultSession.closeAllConnections()
}

function isCancelledRedirect(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Redirect was cancelled')
}
