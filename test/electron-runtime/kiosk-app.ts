import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { findElectronRuntime } from '../../build/electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface KioskApp {
  readonly app: ElectronApplication
  /** The page of the window that is open now. */
  page(): Promise<Page>
  /** Arguments that start a second program on the same data. */
  readonly args: readonly string[]
  logged(): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

export function executable(): string {
  const runtime = findElectronRuntime()
  if (runtime.kind === 'missing') throw new Error(`Electron's runtime: ${runtime.why}`)
  return runtime.executable
}

/** Containers that run tests as root have no sandbox for Chromium to use. */
export const rootSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The built app as it is on the wall, unpackaged, with a config file that is not there: it shows Setup needed. */
export async function startKioskApp(): Promise<KioskApp> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-electron-'))
  const args = [
    ...rootSwitches,
    `--user-data-dir=${join(folder, 'user-data')}`,
    root,
    '--config',
    join(folder, 'not-there.json'),
  ]
  const app = await _electron.launch({ executablePath: executable(), args: [...args], cwd: folder })
  const logs = await app.evaluate(({ app: electron }) => electron.getPath('logs'))
  return {
    app,
    page: async () => app.windows().at(-1) ?? app.firstWindow(),
    args,
    logged: () =>
      Promise.resolve(
        readFileSync(join(logs, 'kiosk.log'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      ),
    close: async () => {
      await app.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Runs the program beside it, without a display where there can be none. Gives the exit code. */
export async function runProgram(args: readonly string[], { display = true } = {}): Promise<number | null> {
  const env = { ...process.env, ...(!display && { DISPLAY: '', WAYLAND_DISPLAY: '' }) }
  const child = spawn(executable(), [...args], { env, stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

export const projectRoot = root
