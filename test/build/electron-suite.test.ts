import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test.each([
  ['', 0],
  ['electron', 1],
  ['all', 1],
])('without Electron’s runtime its suite says so; required "%s": exit code %i', (required, code) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'test/electron-runtime/run.ts'],
    {
      cwd: root,
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/not/there', KIOSK_TEST_REQUIRE: required },
      encoding: 'utf8',
    },
  )
  expect(stdout).toContain(
    "Skipped: the app in Electron's real runtime: ELECTRON_OVERRIDE_DIST_PATH is set, but",
  )
  expect(status).toBe(code)
})
