import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const demoBundle = fileURLToPath(new URL('../out/preview/demo.js', import.meta.url))

export interface BrowserDemo {
  /** URL of the kiosk's page, including its key; ends with a slash. */
  readonly url: string
  readonly process: ChildProcess
}

/** Starts the built demo as a child process and waits for its URL. Rejects if it exits first. */
export function startBrowserDemo(): Promise<BrowserDemo> {
  const child = spawn(process.execPath, [demoBundle], { stdio: ['ignore', 'pipe', 'inherit'] })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo exited with ${code ?? 'a signal'}.`)))
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { url } = JSON.parse(line) as { url: string }
      resolve({ url, process: child })
    })
  })
}

/** Opens the default browser if there is a display; returns whether there is. */
export function openInBrowser(url: string): boolean {
  const opener = openerOf(process.platform)
  if (opener === undefined) return false
  const [program, ...args] = opener
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  // If the opener cannot be started, people use the URL that was printed.
  child.on('error', () => undefined)
  child.unref()
  return true
}

function openerOf(platform: NodeJS.Platform): readonly [string, ...string[]] | undefined {
  if (platform === 'win32') return ['cmd', '/c', 'start', '']
  if (platform === 'darwin') return ['open']
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return DISPLAY === undefined && WAYLAND_DISPLAY === undefined ? undefined : ['xdg-open']
}
