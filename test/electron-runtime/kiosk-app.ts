import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { findElectronRuntime } from '../../build/electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface KioskApp {
  readonly app: ElectronApplication
  /** The page of the window that was opened last. */
  page(): Promise<Page>
  /** Arguments that start a second program on the same data. */
  readonly args: readonly string[]
  /** What this run has logged. */
  logged(): readonly Record<string, unknown>[]
  /** The exit code, once the program has ended. */
  readonly ended: Promise<number | null>
  close(): Promise<void>
}

export function executable(): string {
  const runtime = findElectronRuntime()
  if (runtime.kind === 'missing') throw new Error(`Electron's runtime: ${runtime.why}`)
  return runtime.executable
}

/** The environment without what would make another program of the app, or show what a wall does not. */
function environment({ display = true } = {}): Record<string, string> {
  const left = new Set([
    'NODE_OPTIONS',
    'ELECTRON_RUN_AS_NODE',
    'SHIFTS_KIOSK_DEVTOOLS',
    ...(display ? [] : ['DISPLAY', 'WAYLAND_DISPLAY']),
  ])
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || left.has(name) ? [] : [[name, value]],
    ),
  )
}

/** The built app as it is on the wall, unpackaged, with a config file that is not there: it shows Setup needed. */
export async function startKioskApp(): Promise<KioskApp> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-electron-'))
  return start(folder, [root, '--config', join(folder, 'not-there.json')])
}

/** A main script beside the app's, such as the demo's. */
export async function startScript(script: string): Promise<KioskApp> {
  return start(mkdtempSync(join(tmpdir(), 'shifts-kiosk-electron-')), [script])
}

async function start(folder: string, appArguments: readonly string[]): Promise<KioskApp> {
  const args = [`--user-data-dir=${join(folder, 'user-data')}`, ...appArguments]
  const startedMs = Date.now()
  const app = await _electron.launch({
    executablePath: executable(),
    args: [...args],
    cwd: folder,
    env: environment(),
    // Without it Playwright adds `--no-sandbox` on Linux.
    chromiumSandbox: true,
  })
  const ended = endOf(app.process())
  // On macOS that is the account's, whatever --user-data-dir says: other runs have written there before.
  const logs = await app.evaluate(({ app: electron }) => electron.getPath('logs'))
  return {
    app,
    page: async () => app.windows().at(-1) ?? app.firstWindow(),
    args,
    logged: () => linesSince(join(logs, 'kiosk.log'), startedMs),
    ended,
    close: async () => {
      // One that has ended by itself cannot be closed.
      await app.close().catch(() => undefined)
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function linesSince(path: string, sinceMs: number): readonly Record<string, unknown>[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ time }) => Date.parse(String(time)) >= sinceMs)
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

/** Runs the program beside it, without a display where there can be none. Gives the exit code. */
export async function runProgram(args: readonly string[], { display = true } = {}): Promise<number | null> {
  return endOf(spawn(executable(), [...args], { env: environment({ display }), stdio: 'ignore' }))
}

/** The app with a config of its own, without anything that listens in. */
export interface PlainApp {
  readonly child: ChildProcess
  /** All it has said on standard error, its log among that. */
  readonly said: () => string
  readonly ended: Promise<number | null>
}

export function startPlainApp(folder: string, configPath: string): PlainApp {
  const args = [`--user-data-dir=${join(folder, 'user-data')}`, root, '--config', configPath]
  const child = spawn(executable(), args, { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  return { child, said: () => said, ended: endOf(child) }
}

export const projectRoot = root
