import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HttpsTenant } from '../support/https-tenant.ts'
import { testedUser } from './tenants/sandbox.ts'

const main = fileURLToPath(new URL('probe/main.ts', import.meta.url))

export interface ProbeRun {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProbeProcess {
  readonly child: ChildProcess
  readonly ended: Promise<ProbeRun>
}

/** Lays a kiosk's config into `folder`, as IT would. */
export function layProbeConfig(folder: string, https: HttpsTenant, signIn?: 'secret'): string {
  const path = join(folder, 'config.json')
  writeFileSync(join(folder, 'roster.csv'), 'Badge number,User ID,Name\r\n')
  const certificate = { certificatePath: https.certificatePath, privateKeyPath: https.privateKeyPath }
  const config = {
    kiosk: { id: 'dock-3', name: 'Dock 3' },
    signIn: {
      tenantId: https.tenantId,
      clientId: https.clientId,
      ...(signIn === undefined && certificate),
    },
    shifts: { teamId: https.teamId, atApprovedLocation: true },
    directory: { kind: 'roster', path: 'roster.csv' },
    endpoints: { graph: https.url, login: https.url },
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** `npm run probe:tenant` as a process of its own. Its state lies in `folder` too. */
export function startProbe(
  folder: string,
  https: HttpsTenant,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ProbeProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: https.caPath, XDG_STATE_HOME: join(folder, 'state'), ...env },
  })
  const read = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      read[name] += text
    })
  }
  const ended = new Promise<ProbeRun>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...read }))
  })
  return { child, ended }
}

export function argvFor(
  configPath: string,
  { teamId }: HttpsTenant,
  ...more: readonly string[]
): readonly string[] {
  return ['--config', configPath, '--team', teamId, '--user', testedUser.id, ...more]
}
