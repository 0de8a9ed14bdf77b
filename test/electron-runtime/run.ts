import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWhereStale } from '../../build/build.ts'
import { runProgram } from '../../build/run-program.ts'
import { asksForHelp } from '../../build/script-options.ts'
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

const help = `Usage: npm run test:electron [-- vitest's arguments]

The app in Electron's real runtime, where that is. KIOSK_TEST_REQUIRE=electron makes it a failure where it is not.

  -h, --help  show this
`

if (asksForHelp(process.argv.slice(2))) process.stdout.write(help)
else await runSuite()

async function runSuite(): Promise<void> {
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
    process.exitCode = await runProgram(program, args, { cwd: root })
  }
}

function whatIsMissing(): string | undefined {
  const runtime = findElectronRuntime()
  if (runtime.kind === 'missing')
    return `${runtime.why} (npx install-electron brings it, or ELECTRON_OVERRIDE_DIST_PATH)`
  const noSandbox = whyNoSandbox(dirname(runtime.executable))
  if (noSandbox !== undefined) return noSandbox
  if (hasDisplay() || spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).status === 0) return undefined
  return 'there is no display, and no xvfb-run to make one'
}

/** Chromium's sandbox on Linux takes user namespaces, or a helper that is setuid root; it refuses root itself. */
function whyNoSandbox(runtimeFolder: string): string | undefined {
  if (process.platform !== 'linux') return undefined
  if (process.getuid?.() === 0) return 'Chromium has no sandbox for root; run it as an ordinary user'
  const helper = statSync(join(runtimeFolder, 'chrome-sandbox'), { throwIfNoEntry: false })
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return undefined
  if (spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0)
    return undefined
  return (
    'user namespaces are closed to ordinary programs, which Chromium’s sandbox needs ' +
    '(until the next start: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)'
  )
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '')
}
