import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteKey } from '../../electron/journal/chain/site-key.ts'
import { openSiteKey } from '../../electron/journal/chain/site-key-source.ts'
import { keyPlaces } from '../support/site-key.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { cardOf, layOutSite } from '../support/site.ts'
import { isDone, openKioskLog } from './kiosk-log.ts'
import { leaveLateTap } from './late-tap.ts'
import type { Moment } from './moments.ts'
import type { Random } from './random.ts'
import { startWalWatch } from './wal-watch.ts'

export interface Person {
  readonly badge: string
  readonly userId: string
  readonly cardId: string
}

export interface Tap extends Person {
  readonly tappedAtMs: number
  readonly isLate: boolean
}

/** A tenant and a kiosk's folder, with one kiosk at a time working in it. */
export interface KillSite {
  readonly tenant: HttpsTenant
  readonly dataFolder: string
  readonly siteKey: () => Promise<SiteKey>
  /** The next ones of the roster, on shift for six hours. */
  nextPeople(count: number): readonly Person[]
  /** Starts the kiosk where it is not running, and waits until it has delivered everything it found. */
  recover(): Promise<void>
  /**
   * Starts the kiosk, which dies at that moment of its recovery. Answers when it is dead: with the moment's name, or,
   * where that never came, that it was killed at rest.
   */
  startAndKill(moment: Moment): Promise<string>
  /** The running kiosk dies at that moment; until then it takes that many taps. Answers as above. */
  kill(moment: Moment, taps: number): Promise<string>
  type(badge: string): Promise<void>
  /** Ends the kiosk in good order and leaves in its journal what one that was offline would have left there. */
  leaveLateTap(person: Person, minutesAgo: number): Promise<Tap>
  /** IDs of the taps that a kiosk has reported to be on disk. */
  readonly toldRecorded: ReadonlySet<string>
  /** Log lines of the kiosks about things that must not happen. */
  readonly faults: ReadonlySet<string>
  /** Waits until a request that was in flight when the kiosk was killed has reached the service. */
  quiet(): Promise<void>
  close(): Promise<void>
}

const rosterSize = 1_000
const hourMs = 3_600_000
/** A kiosk that has neither died nor finished by then hangs. */
const maxMsToDeath = 30_000
/** Longer than this tenant ever takes for a change (`moments.ts`). */
const maxEffectMs = 2_500

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
  const log = openKioskLog()
  let nextPerson = 0
  let running: PreviewProcess | undefined
  let quietAtMs = 0

  const start = (spawned?: (child: ChildProcess) => void): Promise<PreviewProcess> =>
    startPreview({
      configPath: site.configPath,
      caPath: tenant.caPath,
      environment: { SHIFTS_KIOSK_PREVIEW_MAX_EFFECT_MS: String(maxEffectMs) },
      ...(spawned && { spawned }),
    })

  const siteKey = async (): Promise<SiteKey> => {
    const opened = await openSiteKey(keyPlaces(dataFolder), directFiles)
    if (opened.kind === 'failed') throw new Error(opened.detail)
    return opened.key
  }

  /** Where the moment never comes, the kiosk dies when it has nothing left to do. */
  const killAt = async (moment: Moment, child: ChildProcess, hasFinished: () => boolean): Promise<string> => {
    const fate = { isStruck: false }
    const dead = new Promise<void>((resolve) => {
      if (child.exitCode !== null) resolve()
      child.once('exit', () => resolve())
    })
    const deadline = performance.now() + maxMsToDeath
    const strike = (): void => {
      fate.isStruck = true
      child.kill('SIGKILL')
    }
    const heldFor = (ms: number): void => {
      quietAtMs = performance.now() + ms + 50
    }
    const walPath = join(dataFolder, 'journal.db-wal')
    moment.arm({ tenant: tenant.tenant, child, walPath, walWatch, random, strike, heldFor })
    // The thread that watches the file kills by itself, and reports only afterwards.
    const isKilled = (): boolean => fate.isStruck || child.signalCode === 'SIGKILL'
    try {
      while (!isKilled() && !hasFinished()) {
        if (performance.now() > deadline)
          throw new Error(`The kiosk neither died nor finished: ${moment.name}.`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return isKilled() ? moment.name : 'at rest, for the moment never came'
    } finally {
      walWatch.callOff()
      child.kill('SIGKILL')
      await dead
      tenant.tenant.faults.clear()
    }
  }

  const stop = async (): Promise<void> => {
    if (running === undefined) return
    await running.stop()
    log.take(running.log)
    running = undefined
  }

  return {
    tenant,
    dataFolder,
    siteKey,
    toldRecorded: log.toldRecorded,
    faults: log.faults,
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
      log.take(running.log)
    },
    startAndKill: async (moment) => {
      let kiosk: PreviewProcess | undefined
      let killed: Promise<string> | undefined
      const starting = start((child) => {
        killed = killAt(moment, child, () => kiosk !== undefined && isDone(kiosk.log, 0))
      }).then(
        (started) => (kiosk = started),
        () => undefined,
      )
      const name = await killed
      await starting
      log.take(kiosk?.log ?? [])
      await kiosk?.stop()
      if (name === undefined) throw new Error('The kiosk was not spawned.')
      return name
    },
    kill: async (moment, taps) => {
      const kiosk = running
      if (kiosk === undefined) throw new Error('No kiosk is running.')
      const name = await killAt(moment, kiosk.process, () => isDone(kiosk.log, taps))
      await stop()
      return name
    },
    type: async (badge) => {
      // The kiosk may be killed while the keys are on their way.
      await running?.type(badge).catch(() => undefined)
    },
    leaveLateTap: async (person, minutesAgo) => {
      await stop()
      const tap = { ...person, tapId: crypto.randomUUID(), tappedAtMs: Date.now() - minutesAgo * 60_000 }
      await leaveLateTap({ ...tap, dataFolder })
      log.toldRecorded.add(tap.tapId)
      return { ...tap, isLate: true }
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

function personOf(index: number): Person {
  const digits = index.toString(16).padStart(8, '0')
  const userId = `5d0c7e11-3b6a-4f0e-9a51-0000${digits}`
  return { badge: `0431A7${digits}`.toUpperCase(), userId, cardId: cardOf(userId) }
}
