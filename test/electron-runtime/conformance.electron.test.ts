import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { conformanceCases } from '../electron-conformance/cases/index.ts'
import { buildDriver } from '../electron-conformance/driver/build-driver.ts'
import { runCase } from '../electron-conformance/driver/run-case.ts'
import { profileNames, type ProfileName } from '../fakes/electron/profile.ts'
import { executable } from './kiosk-app.ts'

/** Electron itself does what the cases say, on this system: an Electron for each, from before it is ready. */
const folder = mkdtempSync(join(tmpdir(), 'electron-conformance-'))
const profile = currentProfile()

beforeAll(() => buildDriver(folder))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe(`Electron on ${profile}`, () => {
  for (const [index, given] of conformanceCases.entries()) {
    const { name, onlyOnTheFake, profiles = profileNames, switches } = given
    if (onlyOnTheFake !== undefined || !profiles.includes(profile)) continue
    test(name, { timeout: 60_000 }, () =>
      runCase(given, index, {
        command: executable(),
        args: [
          ...(switches ?? platformSwitches()),
          `--user-data-dir=${join(folder, `user-data-${index}`)}`,
          join(folder, 'driver.mjs'),
        ],
        ...(switches?.includes('--ozone-platform=headless') === true && { env: withoutDisplay() }),
        folder,
      }),
    )
  }
})

function currentProfile(): ProfileName {
  const { platform, env } = process
  if (platform === 'win32' || platform === 'darwin') return platform
  return env['XDG_SESSION_TYPE'] === 'wayland' && (env['WAYLAND_DISPLAY'] ?? '') !== ''
    ? 'linux-wayland'
    : 'linux-x11'
}

function withoutDisplay(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !['DISPLAY', 'WAYLAND_DISPLAY'].includes(name)),
  )
}

/** Said outright, so that driver and suite cannot disagree about it. */
function platformSwitches(): readonly string[] {
  if (process.platform !== 'linux') return []
  return [`--ozone-platform=${profile === 'linux-wayland' ? 'wayland' : 'x11'}`]
}
