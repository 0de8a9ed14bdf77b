import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from './run-program.ts'

/** Electron's npm package downloads its runtime on first use. Here only on request, with a timeout. */
export type ElectronRuntime =
  | { readonly kind: 'found'; readonly executable: string }
  /** `why` is a single line. */
  | { readonly kind: 'missing'; readonly why: string }

export interface RuntimePlaces {
  /** The folder of the npm package `electron`. */
  readonly packageFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}

const here: RuntimePlaces = {
  packageFolder: join(dirname(fileURLToPath(import.meta.url)), '../node_modules/electron'),
  env: process.env,
  platform: process.platform,
}

/**
 * Looks in the same places as Electron's own package: ELECTRON_OVERRIDE_DIST_PATH, else the package's `dist`.
 */
export function findElectronRuntime({ packageFolder, env, platform }: RuntimePlaces = here): ElectronRuntime {
  const brought = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (brought !== undefined && brought !== '') {
    const executable = join(brought, executableIn(platform))
    if (existsSync(executable)) return { kind: 'found', executable }
    return { kind: 'missing', why: `ELECTRON_OVERRIDE_DIST_PATH is set, but ${executable} does not exist` }
  }
  const pathFile = join(packageFolder, 'path.txt')
  if (!existsSync(pathFile)) return { kind: 'missing', why: 'it has not been downloaded yet' }
  const executable = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  if (existsSync(executable)) return { kind: 'found', executable }
  return { kind: 'missing', why: 'its download is incomplete' }
}

/** Finds the runtime, or downloads it the official way within `timeoutMs`. */
export async function bringElectronRuntime(
  { timeoutMs }: { readonly timeoutMs: number },
  places: RuntimePlaces = here,
): Promise<ElectronRuntime> {
  const found = findElectronRuntime(places)
  if (found.kind === 'found') return found
  const failure = await download(places, timeoutMs)
  if (failure !== undefined) return { kind: 'missing', why: failure }
  return findElectronRuntime(places)
}

/** Runs Electron with these arguments. Returns the exit code. */
export async function runElectron(executable: string, args: readonly string[]): Promise<number> {
  try {
    return await runProgram(executable, args)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`Electron could not be started: ${why}\n`)
    return 1
  }
}

/** Returns why the download failed, in one line; `undefined` on success. */
function download({ packageFolder, env }: RuntimePlaces, timeoutMs: number): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve(`the download did not finish within ${Math.round(timeoutMs / 1000)} s`)
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve(error.message)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? undefined : `the download failed (${firstLine(said)})`)
    })
  })
}

function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '')
  return (line ?? 'no reason given').trim().slice(0, 200)
}

/** The executable's path in Electron's distribution. */
function executableIn(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'Electron.app/Contents/MacOS/Electron'
    case 'win32':
      return 'electron.exe'
    default:
      return 'electron'
  }
}
