import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import type { StoppableFiles } from '../../electron/files/files.ts'
import type { ExitCode } from '../../electron/ops/cli/exit-codes.ts'
import type { ThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import { startKiosk } from '../../electron/start-kiosk.ts'
import { FakeReaderProcessHost } from '../badge/fake-reader-process.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { testFiles } from '../support/files.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

/** What the config of `kioskIn` names; its one person's badge is `badge`. */
export const setup = {
  tenantId: '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
  clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
  clientSecret: 'known to these tests alone',
  teamId: 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8',
  badge: '04A1B2C3D4E5F6',
} as const

/** What the setup needs of the environment. */
export const setupEnvironment = { SHIFTS_KIOSK_CLIENT_SECRET: setup.clientSecret }

const noNetwork: Fetch = () => Promise.reject(new TypeError('fetch failed'))

/**
 * Lays config and roster into `folder`; the config's path. `certificate`: signs in with it, not with a secret. `config`:
 * groups laid over the config's.
 */
export function laySetup(folder: string, certificate?: ThrowawayCertificate, config: object = {}): string {
  const configPath = join(folder, 'config.json')
  const person = `${setup.badge},7d5f0f0e-0000-4000-8000-000000000001,Ana Ruiz`
  writeFileSync(join(folder, 'roster.csv'), `Badge number,User ID,Name\r\n${person}\r\n`)
  writeFileSync(
    configPath,
    JSON.stringify({
      kiosk: { id: 'dock-3', name: 'Dock 3' },
      signIn: { tenantId: setup.tenantId, clientId: setup.clientId, ...pathsOf(folder, certificate) },
      shifts: { teamId: setup.teamId, atApprovedLocation: true },
      directory: { kind: 'roster', path: 'roster.csv' },
      storage: { dataFolder: 'data' },
      ...config,
    }),
  )
  return configPath
}

function pathsOf(folder: string, certificate: ThrowawayCertificate | undefined): object {
  if (certificate === undefined) return {}
  const paths = { certificatePath: join(folder, 'app.crt'), privateKeyPath: join(folder, 'app.key') }
  writeFileSync(paths.certificatePath, certificate.certificatePem)
  writeFileSync(paths.privateKeyPath, certificate.privateKeyPem, { mode: 0o600 })
  return paths
}

export interface KioskInOptions {
  readonly clock?: VirtualClock
  readonly certificate?: ThrowawayCertificate
  /** Groups laid over the config's. */
  readonly config?: object
  /** Makes the config one that cannot be used; the kiosk is then handed back without a start. */
  readonly spoil?: (configPath: string) => void
  /** Default: those on the disk. */
  readonly files?: StoppableFiles
}

/** The whole kiosk as IT sets it up in `folder`, in virtual time, without a host; by default without a network. */
export async function kioskIn(folder: string, fetch: Fetch = noNetwork, options: KioskInOptions = {}) {
  const { clock = createVirtualClock(), certificate, files = testFiles } = options
  const configPath = laySetup(folder, certificate, options.config)
  options.spoil?.(configPath)
  const keyListeners = new Set<(press: KeyPress) => void>()
  const log = createCollectedLog()
  const readerProcesses = new FakeReaderProcessHost()
  const left: ExitCode[] = []
  let dropped = 0
  const env = certificate === undefined ? setupEnvironment : {}
  const kiosk = startKiosk(
    { configPath, env, platform: 'linux' },
    {
      fetch,
      clock,
      log,
      readerProcesses,
      files,
      keys: {
        onKey: (listener) => {
          keyListeners.add(listener)
          return () => keyListeners.delete(listener)
        },
      },
      stateChanged: () => undefined,
      leave: (exitCode) => void left.push(exitCode),
      dropConnections: () => void (dropped += 1),
    },
  )
  onTestFinished(() => kiosk.stop())
  const hasReaderProcess = options.spoil === undefined && !('reader' in { ...options.config })
  await waitUntil('the config to be read', () =>
    hasReaderProcess ? readerProcesses.started.length > 0 : kiosk.state.screen.name !== 'starting',
  )
  const press = (key: string, more: Partial<KeyPress> = {}): void => {
    for (const listener of keyListeners) listener({ key, ...more, atMs: clock.now().monotonicMs })
  }
  return { kiosk, clock, log, readerProcesses, left, press, dropped: () => dropped }
}
