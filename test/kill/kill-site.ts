import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSiteKey, type SiteKey } from '../../electron/journal/site-key.ts'
import { openJournal } from '../../electron/journal/sqlite-journal.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { cardOf, layOutSite } from '../support/site.ts'
import type { Moment } from './moments.ts'
import type { Random } from './random.ts'
import { startWalWatch } from './wal-watch.ts'

export interface Tap {
  readonly badge: string
  readonly userId: string
  readonly cardId: string
  readonly tappedAtMs: number
  readonly isLate: boolean
}

/** A start of the kiosk that is to end with a kill. */
export interface DoomedRun {
  /** Resolves with the moment's name when the kiosk is dead: killed there, or, where that never came, at rest. */
  readonly dead: Promise<string>
}

/** A tenant and a kiosk's folder, with one kiosk at a time working in it. */
export interface KillSite {
  readonly tenant: HttpsTenant
  readonly dataFolder: string
  readonly siteKey: () => SiteKey
  /** The next ones of the roster, on shift for six hours. */
  nextPeople(count: number): readonly Omit<Tap, 'tappedAtMs' | 'isLate'>[]
  /** Starts the kiosk where it is not running, and waits until it has delivered everything it found. */
  recover(): Promise<void>
  /** Starts the kiosk, which will die at that moment of its recovery. */
  startDoomed(moment: Moment): DoomedRun
  /** The running kiosk will die at that moment; until then it takes the taps. */
  doom(moment: Moment, taps: number): DoomedRun
  type(badge: string): Promise<void>
  /** Ends the kiosk in good order and leaves in its journal what one that was offline would have left there. */
  leaveLateTap(person: Omit<Tap, 'tappedAtMs' | 'isLate'>, minutesAgo: number): Promise<Tap>
  /** Ids of the taps that a kiosk has told to be on the disk. */
  readonly toldRecorded: ReadonlySet<string>
  /** Lines of the kiosks' logs that tell of what must not happen. */
  faults(): readonly string[]
  /** Waits until a request that was under way when the kiosk was killed has reached the service. */
  quiet(): Promise<void>
  close(): Promise<void>
}

const rosterSize = 1_000
const hourMs = 3_600_000
const mustNotHappen = [
  'kiosk.fault',
  'host.fault',
  'journal.unusable',
  'journal.set-aside',
  'tap.not-recorded',
]

interface Line {
  readonly event: string
  readonly tapId?: string
  readonly waitingTaps?: number
}

export async function openKillSite(random: Random): Promise<KillSite> {
  const tenant = await startHttpsTenant()
  // Each new kiosk counts its requests from none, so the service would count more than each of them sends.
  tenant.tenant.rules.pace = 'off'
  const site = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const roster = Array.from({ length: rosterSize }, (_, index) => personOf(index))
  const rows = roster.map(({ badge, userId }, index) => `${badge},${userId},Person ${index}`)
  writeFileSync(join(site.folder, 'roster.csv'), ['Badge number,User ID,Name', ...rows, ''].join('\r\n'))
  const dataFolder = join(site.folder, 'data')
  const walWatch = startWalWatch()
  const toldRecorded = new Set<string>()
  const faults: string[] = []
  let nextPerson = 0
  let running: PreviewProcess | undefined
  let quietAtMs = 0

  const start = (spawned?: (child: ChildProcess) => void): Promise<PreviewProcess> =>
    startPreview({ configPath: site.configPath, caPath: tenant.caPath, ...(spawned && { spawned }) })

  const siteKey = (): SiteKey => {
    const opened = openSiteKey(join(dataFolder, 'site.key'))
    if (opened.kind === 'failed') throw new Error(opened.detail)
    return opened.key
  }

  /** Arms the moment for this process; `undefined` once it has ended. */
  const arm = (moment: Moment, child: ChildProcess): { dead: Promise<void>; struck: () => boolean } => {
    let struck = false
    const dead = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    moment.arm({
      tenant: tenant.tenant,
      child,
      walPath: join(dataFolder, 'journal.db-wal'),
      walWatch,
      random,
      strike: () => {
        struck = true
        child.kill('SIGKILL')
      },
      heldFor: (ms) => {
        quietAtMs = performance.now() + ms + 50
      },
    })
    return { dead, struck: () => struck || child.signalCode === 'SIGKILL' }
  }

  /** Where the moment never comes, the kiosk dies when it has nothing left to do. */
  const seeToIt = async (
    moment: Moment,
    armed: ReturnType<typeof arm>,
    child: ChildProcess,
    isDone: () => boolean,
  ): Promise<string> => {
    const deadline = performance.now() + 20_000
    while (!armed.struck() && !isDone()) {
      if (performance.now() > deadline)
        throw new Error(`The kiosk neither died nor finished: ${moment.name}.`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const name = armed.struck() ? moment.name : 'at rest, for the moment never came'
    child.kill('SIGKILL')
    await armed.dead
    walWatch.callOff()
    tenant.tenant.faults.clear()
    return name
  }

  const noteDown = (kiosk: PreviewProcess): void => {
    for (const line of kiosk.log) {
      const { event, tapId } = lineOf(line)
      if (event === 'tap.recorded' && tapId !== undefined) toldRecorded.add(tapId)
      if (mustNotHappen.includes(event)) faults.push(line)
    }
  }

  const stop = async (): Promise<void> => {
    if (running === undefined) return
    await running.stop()
    noteDown(running)
    running = undefined
  }

  return {
    tenant,
    dataFolder,
    siteKey,
    toldRecorded,
    faults: () => {
      if (running !== undefined) noteDown(running)
      return faults
    },
    nextPeople: (count) => {
      const people = roster.slice(nextPerson, nextPerson + count)
      nextPerson += count
      for (const { userId, cardId } of people) {
        tenant.tenant.addUser({ id: userId, displayName: userId })
        tenant.tenant.addCard({ id: cardId, userId, clockedInAtMs: Date.now() - 6 * hourMs })
      }
      return people
    },
    recover: async () => {
      running ??= await start()
      await running.reaches(
        'nothing waiting',
        ({ screen, waitingTaps }) => screen.name === 'ready' && waitingTaps === 0,
        30_000,
      )
    },
    startDoomed: (moment) => {
      let child: ChildProcess | undefined
      let armed: ReturnType<typeof arm> | undefined
      let kiosk: PreviewProcess | undefined
      const starting = start((spawned) => {
        child = spawned
        armed = arm(moment, spawned)
      })
      const dead = async (): Promise<string> => {
        if (child === undefined || armed === undefined) throw new Error('The kiosk was not spawned.')
        const { struck } = armed
        starting.then(
          (started) => (kiosk = started),
          (problem: unknown) => {
            if (!struck()) throw problem
          },
        )
        const name = await seeToIt(moment, armed, child, () => kiosk !== undefined && isDone(kiosk, 0))
        kiosk = await starting.catch(() => undefined)
        if (kiosk !== undefined) {
          noteDown(kiosk)
          await kiosk.stop()
        }
        return name
      }
      return { dead: dead() }
    },
    doom: (moment, taps) => {
      const kiosk = running
      if (kiosk === undefined) throw new Error('No kiosk is running.')
      const armed = arm(moment, kiosk.process)
      const dead = async (): Promise<string> => {
        const name = await seeToIt(moment, armed, kiosk.process, () => isDone(kiosk, taps))
        await stop()
        return name
      }
      return { dead: dead() }
    },
    type: async (badge) => {
      // The kiosk may be killed while the keys are on their way.
      await running?.type(badge).catch(() => undefined)
    },
    leaveLateTap: async (person, minutesAgo) => {
      await stop()
      const tap: Tap = { ...person, tappedAtMs: Date.now() - minutesAgo * 60_000, isLate: true }
      const key = siteKey()
      const opened = openJournal(join(dataFolder, 'journal.db'), key)
      if (opened.kind === 'failed') throw new Error(opened.failure.detail)
      const tapId = crypto.randomUUID()
      const answer = opened.journal.recordTap(
        {
          tapId,
          atMs: tap.tappedAtMs,
          kind: 'tapped',
          tappedAtMs: tap.tappedAtMs,
          clockCorrectionMs: 0,
          tappedAtMonotonicMs: 0,
          runId: crypto.randomUUID(),
          kioskId: 'dock-3',
          badgeHmac: key.hmac('badge', tap.badge),
          siteKeyId: key.id,
        },
        { userId: tap.userId, displayName: tap.userId },
      )
      opened.journal.close()
      if (answer.kind === 'failed') throw new Error(answer.failure.detail)
      toldRecorded.add(tapId)
      return tap
    },
    quiet: async () => {
      const leftMs = quietAtMs - performance.now()
      if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
    },
    close: async () => {
      await stop()
      await walWatch.close()
      await tenant.close()
      site.remove()
    },
  }
}

/** Whether every tap it found and every tap it was given since is settled. */
function isDone({ log }: PreviewProcess, tapsGiven: number): boolean {
  const lines = log.map(lineOf)
  const found = lines.find(({ event }) => event === 'journal.opened')?.waitingTaps
  const settled = lines.filter(({ event }) => event === 'tap.settled').length
  return found !== undefined && settled >= found + tapsGiven
}

function personOf(index: number): Omit<Tap, 'tappedAtMs' | 'isLate'> {
  const digits = index.toString(16).padStart(8, '0')
  const userId = `5d0c7e11-3b6a-4f0e-9a51-0000${digits}`
  return { badge: `0431A7${digits}`.toUpperCase(), userId, cardId: cardOf(userId) }
}

function lineOf(line: string): Line {
  try {
    return JSON.parse(line) as Line
  } catch {
    // The line the kiosk was writing when it was killed.
    return { event: '' }
  }
}
