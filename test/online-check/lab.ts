import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { systemClock, type Clock } from '../../electron/base/time/clock.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import { lookAtPeer, type CheckHost } from '../../electron/ops/cli/check-config.ts'
import { readCommandLine, type PrintCommand } from '../../electron/ops/cli/cli.ts'
import { httpsFetch } from '../support/https-fetch.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import type { ServerCertificate } from '../support/certificates.ts'
import { staff } from '../support/site.ts'
import { filledInConfig } from '../config/kiosk-folder.ts'

export const rightSecret = 'right~secret.of-the.app0123456789ABCDEFGH'

/** Shape of the document that --json prints. */
export const report = z.strictObject({
  checks: z.array(
    z.strictObject({
      id: z.string(),
      state: z.enum(['good', 'warning', 'problem', 'not-checked']),
      title: z.string().min(1),
      detail: z.string().min(1),
      fix: z.string().min(1).nullable(),
    }),
  ),
})
export type Checks = z.infer<typeof report>['checks']

export interface CheckOutput {
  readonly checks: Checks
  readonly exitCode: number
  /** All that was written: the document, the same for people, and the progress. */
  readonly text: string
}

/** A desk with a config, its files and a tenant over HTTPS, to make one mistake at. */
export interface Lab {
  readonly folder: string
  readonly https: HttpsTenant
  /** Replaces groups of the config. */
  configure(changes: Readonly<Record<string, unknown>>): void
  /** Changes a value within `signIn`, `shifts` and so on. */
  set(group: string, changes: Readonly<Record<string, unknown>>): void
  write(name: string, content: string, mode?: number): void
  env: Record<string, string>
  fetch: Fetch
  clock: Clock
  reader: Pick<CheckHost, 'trySoftware' | 'listReaders'>
  /** The smart card service ends. */
  stopService(): Promise<void>
  /** What ends with the lab. */
  readonly cleanups: (() => Promise<void> | void)[]
}

export async function openLab(https: HttpsTenant): Promise<Lab> {
  https.tenant.clear()
  https.tenant.faults.clear()
  // One test after the other would look like one kiosk that asks too often.
  https.tenant.rules.pace = 'off'
  https.tenant.consent = ['Schedule.ReadWrite.All', 'GroupMember.Read.All', 'User.Read.All']
  Object.assign(https.tenant.schedule, {
    enabled: true,
    provisionStatus: 'Completed',
    timeClockEnabled: true,
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  for (const { userId, name } of Object.values(staff)) https.tenant.addUser({ id: userId, displayName: name })
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-lab-'))
  const trusting = httpsFetch(https.caPem)
  // In place of pcscd: closes every connection. Input is read, or the connection would stay open.
  const service = createPlainServer((socket) => {
    socket.on('error', () => undefined)
    socket.resume().end()
  })
  const socketPath = join(folder, 'pcscd.comm')
  await new Promise<void>((resolve) => service.listen(socketPath, resolve))
  const usualSocket = process.env['PCSCLITE_CSOCK_NAME']
  process.env['PCSCLITE_CSOCK_NAME'] = socketPath
  const stopService = (): Promise<void> =>
    new Promise((resolve) => {
      service.close(() => resolve())
    })
  let config: Record<string, unknown> = {
    ...filledInConfig,
    signIn: {
      tenantId: https.tenantId,
      clientId: https.clientId,
      certificatePath: 'kiosk.pem',
      privateKeyPath: 'kiosk.key',
    },
    shifts: { teamId: https.teamId, atApprovedLocation: true },
    storage: { dataFolder: 'data', siteKeyPath: 'site.key' },
    endpoints: { graph: https.url, login: https.url },
  }
  const write = (name: string, content: string, mode = 0o600): void => {
    writeFileSync(join(folder, name), content)
    chmodSync(join(folder, name), mode)
  }
  const lab: Lab = {
    folder,
    https,
    configure: (changes) => {
      config = { ...config, ...changes }
      write('config.json', JSON.stringify(config))
    },
    set: (group, changes) => lab.configure({ [group]: { ...(config[group] as object), ...changes } }),
    write,
    env: { HOME: folder },
    fetch: trusting.fetch,
    clock: clockWithoutShortWaits(),
    reader: {
      trySoftware: () => Promise.resolve({ kind: 'loaded' }),
      listReaders: () => Promise.resolve({ kind: 'ready', readers: ['ACS ACR122U PICC Interface 00 00'] }),
    },
    stopService,
    cleanups: [
      () => trusting.close(),
      stopService,
      () => {
        if (usualSocket === undefined) delete process.env['PCSCLITE_CSOCK_NAME']
        else process.env['PCSCLITE_CSOCK_NAME'] = usualSocket
      },
      () => rmSync(folder, { recursive: true, force: true }),
    ],
  }
  const rows = Object.values(staff).map(({ badge, userId, name }) => `${badge},${userId},${name}`)
  write('roster.csv', ['badge,user id,name', ...rows, ''].join('\n'))
  write('kiosk.pem', readFileSync(https.certificatePath, 'utf8'))
  write('kiosk.key', readFileSync(https.privateKeyPath, 'utf8'))
  write('site.key', '5e'.repeat(32))
  lab.configure({})
  return lab
}

export function openTenant(): Promise<HttpsTenant> {
  return startHttpsTenant({ credentials: [{ secret: rightSecret }] })
}

/** `--check-config`, with and without `--online`, as the command line takes it. */
export async function checkIn(lab: Lab, { online }: { readonly online: boolean }): Promise<CheckOutput> {
  const argv = [
    '--check-config',
    '--json',
    ...(online ? ['--online'] : []),
    '--config',
    join(lab.folder, 'config.json'),
  ]
  const command = await readCommandLine({ argv, env: lab.env, platform: 'linux', host: 'app', version: '0' })
  const progress: string[] = []
  const print: PrintCommand = await printed(command, lab, progress)
  const { checks } = report.parse(JSON.parse(print.text))
  return { checks, exitCode: print.exitCode, text: `${print.text}${progress.join('\n')}` }
}

async function printed(
  command: Awaited<ReturnType<typeof readCommandLine>>,
  lab: Lab,
  progress: string[],
): Promise<PrintCommand> {
  switch (command.kind) {
    case 'print':
      return command
    case 'online':
      return command.run({
        fetch: lab.fetch,
        clock: lab.clock,
        lookAtPeer,
        progress: (text) => progress.push(text),
        ...lab.reader,
      })
    case 'run':
      throw new Error('nothing is printed')
    default:
      return command satisfies never
  }
}

/** Gives the same answer to every HTTPS request. */
export async function answerAlways(
  lab: Lab,
  certificate: ServerCertificate,
  { status, headers = {}, body = '' }: { status: number; headers?: Record<string, string>; body?: string },
): Promise<string> {
  const { certificatePem: cert, privateKeyPem: key } = certificate
  const server = createServer({ cert, key }, (_, response) => {
    response.writeHead(status, headers).end(body)
  })
  return `https://127.0.0.1:${await listen(lab, server)}`
}

/** Takes connections and never says a word. */
export async function blackHole(lab: Lab): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createPlainServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  lab.cleanups.unshift(() => sockets.forEach((socket) => socket.destroy()))
  return `https://127.0.0.1:${await listen(lab, server)}`
}

/** Where nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createPlainServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `https://127.0.0.1:${port}`
}

/** Whoever waits for up to `longestSkippedMs`, as for the next request on one team, finds that time gone by at once. */
function clockWithoutShortWaits(): Clock {
  const longestSkippedMs = 1_100
  let skippedMs = 0
  return {
    now: () => {
      const { wallMs, monotonicMs } = systemClock.now()
      return { wallMs, monotonicMs: monotonicMs + skippedMs }
    },
    after: (delayMs, action) => {
      if (delayMs > longestSkippedMs) return systemClock.after(delayMs, action)
      skippedMs += delayMs
      return systemClock.after(0, action)
    },
  }
}

async function listen(lab: Lab, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  lab.cleanups.push(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

export async function closeLab(lab: Lab): Promise<void> {
  for (const cleanup of lab.cleanups) await cleanup()
}
