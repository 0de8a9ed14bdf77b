import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'

/** The browser the tests drive: Debian's, or the one KIOSK_TEST_CHROMIUM names. */
export const chromiumPath = process.env['KIOSK_TEST_CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * Starts a headless Chromium of its own for a test file; the caller closes it. `env`: beside this process'
 * own.
 */
export async function launchChromium(
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  if (!existsSync(chromiumPath)) {
    throw new Error(
      `There is no Chromium at ${chromiumPath}. Install it (Debian: apt-get install chromium), ` +
        'or say where it is in KIOSK_TEST_CHROMIUM.',
    )
  }
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: chromiumPath,
    env: { ...process.env, ...env },
    args: [
      // Containers that run tests as root have no sandbox for it to use.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...more,
    ],
  })
}
