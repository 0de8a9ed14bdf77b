import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import type { MainOptions } from '../../electron/main.ts'
import {
  createFakeElectron,
  liveOn,
  platformOf,
  withElectron,
  type FakeElectron,
  type FakeWindow,
  type ProfileName,
} from '../fakes/electron/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { serveFileProcesses } from './file-processes.ts'

const faults = ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const

export interface RunningHost {
  readonly fake: FakeElectron
  readonly out: string
  readonly logs: string
  /** The last states that were sent to the window's page. */
  readonly statesOf: (window: FakeWindow | undefined) => readonly KioskState[]
  readonly logged: () => readonly Record<string, unknown>[]
}

/** `main` with the fake in place of Electron, up to and including ready; with a config file that is not there. */
export async function runHost(
  options: {
    readonly prepare?: (fake: FakeElectron) => void
    readonly demo?: MainOptions['demo']
    readonly load?: MainOptions['load']
    /** Default: linux-x11. */
    readonly profile?: ProfileName
  } = {},
): Promise<RunningHost> {
  const folder = tempFolder()
  const out = join(folder, 'out')
  mkdirSync(join(out, 'renderer'), { recursive: true })
  writeFileSync(join(out, 'renderer/index.html'), '<!doctype html><title>kiosk</title>')
  const { profile = 'linux-x11' } = options
  const fake = createFakeElectron({ profile })
  fake.app.folder = folder
  serveFileProcesses(fake)
  options.prepare?.(fake)
  liveOn(fake)
  removeFaultListenersAfterwards()

  const { main, endOnFaults } = await withElectron(fake, async () => ({
    ...(await import('../../electron/main.ts')),
    ...(await import('../../electron/shell/faults.ts')),
  }))
  main({
    load: options.load ?? {
      configPath: join(folder, 'not-there.json'),
      env: {},
      platform: platformOf(profile),
    },
    out,
    faults: endOnFaults(),
    ...(options.demo !== undefined && { demo: options.demo }),
  })
  onTestFinished(() => {
    fake.app.emit('before-quit', { preventDefault: () => undefined })
  })
  fake.app.becomeReady()
  await new Promise((resolve) => setImmediate(resolve))
  return {
    fake,
    out,
    logs: fake.app.logsFolder,
    statesOf: (window) => (window?.contents.sent ?? []).map(({ args }) => args[0] as KioskState),
    logged: () =>
      readFileSync(join(fake.app.logsFolder, 'kiosk.log'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/** The host listens for what nobody caught in this very process. */
export function removeFaultListenersAfterwards(): void {
  const before = new Map(faults.map((fault) => [fault, process.rawListeners(fault)]))
  onTestFinished(() => {
    for (const fault of faults)
      for (const listener of process.rawListeners(fault))
        if (before.get(fault)?.includes(listener) !== true)
          process.removeListener(fault, listener as (...args: unknown[]) => void)
  })
}
