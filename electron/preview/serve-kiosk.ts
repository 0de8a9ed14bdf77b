import { fileURLToPath } from 'node:url'
import { systemClock } from '../base/time/clock.ts'
import { nodeHelperProcessHost } from '../base/process/node-helper-process.ts'
import type { KioskState } from '../contract/kiosk-state.ts'
import { FileAccess } from '../files/file-access.ts'
import { createJsonLog } from '../ops/log/json-log.ts'
import type { LoadOptions } from '../config/load.ts'
import type { KioskHost } from '../kiosk-host.ts'
import { startKiosk } from '../start-kiosk.ts'
import { startHttpHost, type Route } from './http-host.ts'

export interface ServeOptions {
  readonly load: LoadOptions
  /** 0: any free port. */
  readonly port: number
  /** Replacements: the demo's network and reader, and shorter waits for tests. */
  readonly instead?: Partial<Pick<KioskHost, 'fetch' | 'openReader' | 'maxEffectMs'>>
  readonly routes?: readonly Route[]
}

/** Resolves a build path relative to this file's bundle in `out/preview/`. */
const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Runs the kiosk with a page on loopback and prints its URL as one line of JSON to standard output. Shuts
 * down cleanly on SIGTERM and SIGINT. Rejects if the port is not available.
 */
export async function serveKiosk({
  load,
  port,
  instead,
  routes,
}: ServeOptions): Promise<{ readonly url: string }> {
  const log = createJsonLog()
  let state: KioskState | undefined
  const http = await startHttpHost({
    port,
    rendererFolder: built('../renderer'),
    previewPagesFolder: built('./pages'),
    state: () => state ?? kiosk.state,
    pictures: () => kiosk.pictures,
    togglePractice: () => kiosk.togglePractice(),
    enroll: (input) => kiosk.enroll(input),
    ...(routes !== undefined && { routes }),
  })
  const fileProcesses = nodeHelperProcessHost({ entry: built('./file-process.js') })
  const files = new FileAccess({ host: fileProcesses, clock: systemClock, log })
  // However this process exits.
  process.once('exit', () => files.stop())
  const kiosk = startKiosk(load, {
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    log,
    readerProcesses: nodeHelperProcessHost({ entry: built('./pcsc-process.js') }),
    files,
    keys: http.keys,
    leave: (exitCode) => process.exit(exitCode),
    stateChanged: (next) => {
      state = next
      http.push(next)
    },
    ...instead,
  })

  let isStopping = false
  const stop = async (): Promise<void> => {
    // A terminal and npm may both send the signal: the second one must not interrupt the clean shutdown.
    if (isStopping) return
    isStopping = true
    await Promise.all([kiosk.stop(), http.close()])
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: http.url })}\n`)
  return { url: http.url }
}
