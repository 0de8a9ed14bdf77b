import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { rosterCsv, type Person } from './people.ts'
import type { Answer, Ask, Asked, PeopleState, TenantSite } from './tenant-messages.ts'

/** A tenant in a process of its own, and as many kiosks as a measurement needs, each a process of its own. */
export interface Lab {
  readonly site: TenantSite
  /** `as`: on shift where it is not given. */
  addPeople(people: readonly Person[], as?: PeopleState): Promise<void>
  addTeams(
    teams: readonly { readonly id: string; readonly people: readonly Person[] }[],
    onShift: number,
  ): Promise<void>
  limits(pace: boolean, throttledPart?: number): Promise<void>
  token(): Promise<string>
  /** How many requests have arrived so far. */
  mark(): Promise<number>
  requestsSince(mark: number): Promise<readonly Asked[]>
  /** When the answer to each card's clock-out left (`shared-clock.ts`). */
  ended(): Promise<ReadonlyMap<string, number>>
  /** The built host, ready for taps, with a token. */
  startKiosk(roster: readonly Person[], options?: KioskOptions): Promise<PreviewProcess>
  close(): Promise<void>
}

export interface KioskOptions {
  /** The data folder, if there is to be a journal already. */
  readonly dataFolder?: string
  /** Takes the place of groups of the config. */
  readonly config?: object
  /** Returns as soon as it listens. */
  readonly waitUntilReady?: boolean
}

const tenantProcess = fileURLToPath(new URL('tenant-process.ts', import.meta.url))

export async function openLab(roundTripMs: number): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bench-'))
  const child = fork(tenantProcess, { execArgv: ['--import', 'tsx'] })
  const waiting = new Map<number, (answer: Answer) => void>()
  child.on('message', ({ id, answer }: { readonly id: number; readonly answer: Answer }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  let asks = 0
  const ask = <K extends Answer['kind']>(what: Ask, kind: K): Promise<Extract<Answer, { kind: K }>> =>
    new Promise((resolve, reject) => {
      const id = (asks += 1)
      waiting.set(id, (answer) => {
        if (answer.kind === kind) resolve(answer as Extract<Answer, { kind: K }>)
        else reject(new Error(`The tenant answered ${answer.kind}.`))
      })
      child.once('exit', () => reject(new Error('The tenant has ended.')))
      child.send({ id, ask: what })
    })
  child.setMaxListeners(0)
  const { site } = await ask({ kind: 'start', roundTripMs }, 'site')
  const kiosks: PreviewProcess[] = []
  let numbers = 0
  return {
    site,
    addPeople: async (people, as = 'on-shift') => {
      await ask({ kind: 'people', people, as }, 'done')
    },
    addTeams: async (teams, onShift) => {
      await ask({ kind: 'teams', teams, onShift }, 'done')
    },
    limits: async (pace, throttledPart = 0) => {
      await ask({ kind: 'limits', pace, throttledPart }, 'done')
    },
    token: async () => (await ask({ kind: 'token' }, 'token')).token,
    mark: async () => (await ask({ kind: 'requests', from: Infinity }, 'requests')).next,
    requestsSince: async (mark) => (await ask({ kind: 'requests', from: mark }, 'requests')).requests,
    ended: async () => new Map((await ask({ kind: 'ended' }, 'ended')).endedAtMs),
    startKiosk: async (roster, options = {}) => {
      // Several may be started at once.
      const number = (numbers += 1)
      const kioskFolder = join(folder, `kiosk-${number}`)
      mkdirSync(kioskFolder)
      writeFileSync(join(kioskFolder, 'roster.csv'), rosterCsv(roster))
      const configPath = join(kioskFolder, 'config.json')
      const config = { ...configOf(site, number, options.dataFolder ?? 'data'), ...options.config }
      writeFileSync(configPath, JSON.stringify(config))
      const kiosk = await startPreview({ configPath, caPath: site.caPath })
      kiosks.push(kiosk)
      if (options.waitUntilReady !== false) await ready(kiosk)
      return kiosk
    },
    close: async () => {
      await Promise.all(kiosks.map((kiosk) => kiosk.stop()))
      child.disconnect()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(kiosk: PreviewProcess): Promise<void> {
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready', 60_000)
  for (let tries = 0; !kiosk.log.some((line) => line.includes('token.acquired')); tries += 1) {
    if (tries > 600) throw new Error(`No token:\n${kiosk.log.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function configOf(site: TenantSite, number: number, dataFolder: string): object {
  return {
    kiosk: { id: `dock-${number}`, name: `Dock ${number}` },
    signIn: {
      tenantId: site.tenantId,
      clientId: site.clientId,
      certificatePath: site.certificatePath,
      privateKeyPath: site.privateKeyPath,
    },
    shifts: { teamId: site.teamId, atApprovedLocation: true },
    reader: { kind: 'keyboard' },
    directory: { kind: 'roster', path: 'roster.csv' },
    screen: { timeZone: 'Europe/Madrid' },
    storage: { dataFolder },
    endpoints: { graph: site.url, login: site.url },
  }
}
