import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWhereStale } from '../../build/build.ts'
import { findElectronRuntime } from '../../build/electron-runtime.ts'

/**
 * `npm run test:electron`: the app in Electron's real runtime, where that is there (`npx install-electron`, or
 * ELECTRON_OVERRIDE_DIST_PATH). Else it says so and ends well, or badly with KIOSK_TEST_REQUIRE=electron (or all).
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const vitest = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--project=electron',
  // One display: two programs on it at once would take the front from each other.
  '--no-file-parallelism',
  ...process.argv.slice(2),
]

const missing = whatIsMissing()
if (missing !== undefined) {
  process.stdout.write(`Skipped: the app in Electron's real runtime: ${missing}.\n`)
  const required = ['electron', 'all'].includes(process.env['KIOSK_TEST_REQUIRE'] ?? '')
  if (required) process.stdout.write('KIOSK_TEST_REQUIRE: what is skipped counts as failed.\n')
  process.exitCode = required ? 1 : 0
} else {
  await buildWhereStale()
  const [program, ...args] = hasDisplay()
    ? [process.execPath, ...vitest]
    : ['xvfb-run', '--auto-servernum', process.execPath, ...vitest]
  process.exitCode = spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status ?? 1
}

function whatIsMissing(): string | undefined {
  const runtime = findElectronRuntime()
  if (runtime.kind === 'missing')
    return `${runtime.why} (npx install-electron brings it, or ELECTRON_OVERRIDE_DIST_PATH)`
  if (hasDisplay() || spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).status === 0) return undefined
  return 'there is no display, and no xvfb-run to make one'
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '')
}
