import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { listReaders } from '../badge/pcsc/list-readers.ts'
import { tryReaderSoftware } from '../badge/pcsc/try-reader-software.ts'
import { systemClock } from '../base/time/clock.ts'
import { lookAtPeer } from '../ops/cli/check-config.ts'
import type { Command, PrintCommand } from '../ops/cli/cli.ts'
import type { ExitCode } from '../ops/cli/exit-codes.ts'
import { beforeLeaving, leave } from './leave.ts'
import { electronFetch, wayTo } from './chromium-fetch.ts'
import { utilityHelperProcessHost } from './utility-helper-process.ts'

export interface OnlineOptions {
  /** The build's output folder. */
  readonly out: string
  readonly print: (command: PrintCommand) => ExitCode
  /** Never throws. */
  readonly progress: (text: string) => void
}

/**
 * Runs a command that needs Electron's network once the app is ready: without a window, a page or the
 * single-instance lock, so that it can run next to a kiosk. Chromium's files go to a temporary folder,
 * because the kiosk's are in use.
 */
export function runWithNetwork(
  { run }: Extract<Command, { kind: 'online' }>,
  { out, print, progress }: OnlineOptions,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-check-'))
  app.setPath('userData', folder)
  const readerProcesses = utilityHelperProcessHost(join(out, 'main', 'pcsc-process.js'), 'Badge reader')
  beforeLeaving(() => {
    readerProcesses.endAll()
    // On Windows, Chromium still holds some of the files.
    rmSync(folder, { recursive: true, force: true })
  })
  void app
    .whenReady()
    .then(() =>
      run({
        fetch: electronFetch,
        clock: systemClock,
        lookAtPeer: async (url) => lookAtPeer(url, await wayTo(url)),
        progress,
        trySoftware: () => tryReaderSoftware(readerProcesses, systemClock),
        listReaders: (name) => listReaders(readerProcesses, systemClock, name),
      }),
    )
    .then((command) => leave(print(command)))
}
