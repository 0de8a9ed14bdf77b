import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { BadgeReaderListener, UnreadableProblem } from '../../electron/badge/badge-reader.ts'
import type { LogEvent } from '../../electron/base/log/log-events.ts'
import type { LogFields } from '../../electron/base/log/log-fields.ts'
import type { ChainHead } from '../../electron/journal/chain/chain.ts'
import type { JournalFailure } from '../../electron/journal/failure.ts'
import type { Log } from '../../electron/base/log/log.ts'
import type { KioskState, ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import type { Alarm } from '../../electron/kiosk/health.ts'
import { createKiosk, type Kiosk } from '../../electron/kiosk/kiosk.ts'
import type { ReceiptSettings } from '../../electron/kiosk/flow/screen-of.ts'
import type { OpenedStorage } from '../../electron/kiosk/storage-supervisor.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../../electron/directory/directory.ts'
import type { ServerClock } from '../../electron/graph/server-time/server-clock.ts'
import { createTeams } from '../../electron/shifts/teams.ts'
import type { TimeCard } from '../../electron/shifts/time-cards/time-cards.ts'
import { FakeTimeCards } from '../fakes/fake-time-cards.ts'
import { tempFolder } from './temp-folder.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

export const hourMs = 3_600_000

/** Two people of the tests' roster, and badges that belong to nobody and to two. */
export const badges = {
  ana: '04A1B2C3D4E5F6' as BadgeId,
  ben: '04FFEEDDCCBBAA' as BadgeId,
  unlisted: '0411111111111A' as BadgeId,
  shared: '0422222222222A' as BadgeId,
}
export const people = {
  ana: { userId: '7d5f0f0e-0000-4000-8000-000000000001', displayName: 'Ana Ruiz' },
  ben: { userId: '7d5f0f0e-0000-4000-8000-000000000002', displayName: 'Ben Okafor' },
}

export interface Harness {
  readonly clock: VirtualClock
  readonly timeCards: FakeTimeCards
  /** The cards of a team, also of one that the config does not name. */
  cardsOf(teamId: string): FakeTimeCards
  readonly kiosk: Kiosk
  /** The names of the screens shown so far, without repeats. */
  readonly screens: readonly KioskState['screen']['name'][]
  /** Every state that was sent to the page so far. */
  readonly states: readonly KioskState[]
  readonly logged: readonly { readonly event: LogEvent; readonly fields: LogFields }[]
  readonly journalPath: string
  /** The running kiosk's journal. */
  readonly journal: Journal
  tap(badge: BadgeId, more?: { readonly wasThereAtStart: true }): Promise<void>
  /** The reader reports that a badge was removed. */
  takeAway(badge: BadgeId): void
  unreadable(problem: UnreadableProblem): Promise<void>
  readerStatus(status: ReaderStatus): void
  directoryStatus(status: DirectoryStatus): void
  /** What the kiosk last said somebody should look at. */
  readonly alarms: readonly Alarm[]
  /** What is known of the servers' time from now on. */
  serverTime(timeOf: ServerClock['timeOf']): void
  /** How often the kiosk has requested a restart. */
  readonly givenUp: number
  /** Makes the journal fail to open from now on, or work again. */
  breakStorage(broken: boolean, failure?: JournalFailure['kind']): void
  /** IT changes the note of the config: counts from the next start on. */
  setNote(note: string): void
  /** IT changes the teams of the config: counts from the next start on. */
  setTeams(teamIds: readonly string[]): void
  /** The site key is another one from the next start on. */
  useKey(fill: number): void
  /** As a power cut would: nothing is said to anybody; a new kiosk starts on the same journal. */
  restart(): void
}

export interface HarnessStart {
  /** The wall clock at the start. */
  readonly startMs?: number
  /** Called before the journal is opened: lays down one that is there already. */
  readonly prepare?: (journalPath: string) => void
  /** The teams of the config, the first with `timeCards`. Default: one team. */
  readonly teamIds?: readonly string[]
  /** Whose badge it is. Default: `people`. */
  readonly find?: (badge: BadgeId) => DirectoryAnswer | Promise<DirectoryAnswer>
  /** Called with each state that is sent to the page, and when, on the monotonic clock. */
  readonly stateChanged?: (state: KioskState, atMs: number) => void
}

/** A kiosk with a real journal on disk, in virtual time, against time cards in memory. */
export function createHarness(
  receipts: ReceiptSettings = { nameShown: 'full', showHours: false },
  { startMs, prepare, teamIds = ['team'], find = answerOf, stateChanged }: HarnessStart = {},
): Harness {
  const clock = createVirtualClock(startMs)
  const timeCards = new FakeTimeCards(() => clock.now().wallMs)
  const cardsOfTeams = new Map([[teamIds[0], timeCards]])
  const cardsOf = (teamId: string): FakeTimeCards => {
    const cards = cardsOfTeams.get(teamId) ?? new FakeTimeCards(() => clock.now().wallMs)
    cardsOfTeams.set(teamId, cards)
    return cards
  }
  let configured = teamIds
  const journalPath = join(tempFolder(), 'journal.db')
  prepare?.(journalPath)
  const screens: KioskState['screen']['name'][] = []
  const states: KioskState[] = []
  const logged: { event: LogEvent; fields: LogFields }[] = []
  const write = (event: LogEvent, fields: LogFields = {}): void => void logged.push({ event, fields })
  const log: Log = { info: write, warn: write, error: write }
  let note = 'Badge kiosk Dock 3'
  let siteKey = siteKeyOf(new Uint8Array(32).fill(7))
  let broken = false
  let brokenBy: JournalFailure['kind'] = 'io'
  let givenUp = 0
  let journal: Journal | undefined
  let taps = 0
  let raisedAlarms: readonly Alarm[] = []
  let runs = 0
  let serverTimeOf: ServerClock['timeOf'] = (at) => at.wallMs
  let reader: BadgeReaderListener | undefined
  let directory: ((status: DirectoryStatus) => void) | undefined

  const openStorage = (knownHead: ChainHead | undefined): OpenedStorage => {
    if (broken) return { kind: 'failed', failure: { kind: brokenBy, detail: 'The disk is gone.' } }
    const opened = openJournal(journalPath, siteKey, { knownHead })
    if (opened.kind === 'failed') return opened
    journal = opened.journal
    const setAside = opened.setAside === undefined ? {} : { setAside: opened.setAside.path }
    const { otherKeyId } = opened
    const otherKey = otherKeyId === undefined ? {} : { otherKeyId }
    return { kind: 'ok', storage: { journal: opened.journal, siteKey, ...setAside, ...otherKey } }
  }

  const begin = (): Kiosk => {
    const started = createKiosk({
      site: { kioskName: 'Dock 3', locale: 'en', timeZone: 'UTC' },
      kioskId: 'dock-3',
      settings: { repeatWindowMs: 20_000, slots: 3 },
      receipts,
      reader: { start: (listener) => (reader = listener), stop: () => Promise.resolve() },
      directory: {
        start: (onStatus) => (directory = onStatus),
        find,
        stop: () => Promise.resolve(),
      },
      clockOut: {
        teams: createTeams(configured, cardsOf, clock),
        maxOpenMs: 16 * hourMs,
        lateToleranceMs: 2 * 60_000,
        nowMs: () => clock.now().wallMs,
        correctionNote: (note) => `${note} [corrected by dock-3]`,
        body: () => ({ isAtApprovedLocation: true, ...(note !== '' && { notes: note }) }),
      },
      clock,
      log,
      openStorage,
      giveUp: () => void (givenUp += 1),
      serverClock: {
        timeOf: (at) => serverTimeOf(at),
        aheadMs: () => {
          const now = clock.now()
          const serverMs = serverTimeOf(now)
          return serverMs === undefined ? undefined : now.wallMs - serverMs
        },
        agreedNowMs: () => serverTimeOf(clock.now()),
      },
      keepNamesMs: 90 * 24 * hourMs,
      keepTapsMs: 1095 * 24 * hourMs,
      onHealth: (alarms) => (raisedAlarms = alarms),
      runId: `run${(runs += 1)}`,
      newTapId: () => `tap${String((taps += 1)).padStart(5, '0')}-0000`,
      stateChanged: (state) => {
        states.push(state)
        stateChanged?.(state, clock.now().monotonicMs)
        if (screens.at(-1) !== state.screen.name) screens.push(state.screen.name)
      },
    })
    started.start()
    directory?.({ kind: 'ready', people: 2 })
    reader?.statusChanged({ kind: 'ready', readers: ['Reader'] })
    return started
  }

  let kiosk = begin()
  onTestFinished(() => kiosk.stop())
  return {
    clock,
    timeCards,
    cardsOf,
    get kiosk() {
      return kiosk
    },
    screens,
    states,
    logged,
    journalPath,
    get journal() {
      if (journal === undefined) throw new Error('The journal is not open.')
      return journal
    },
    tap: (badge, more) => {
      reader?.badgeRead({ kind: 'badge', badge, at: clock.now(), ...more })
      return clock.settle()
    },
    takeAway: (badge) => reader?.badgeLeft?.({ badge, at: clock.now() }),
    unreadable: (problem) => {
      reader?.badgeRead({ kind: 'unreadable', problem, at: clock.now() })
      return clock.settle()
    },
    readerStatus: (status) => reader?.statusChanged(status),
    directoryStatus: (status) => directory?.(status),
    get alarms() {
      return raisedAlarms
    },
    serverTime: (timeOf) => {
      serverTimeOf = timeOf
    },
    get givenUp() {
      return givenUp
    },
    breakStorage: (isBroken, failure = 'io') => {
      broken = isBroken
      brokenBy = failure
    },
    setNote: (next) => {
      note = next
    },
    setTeams: (next) => {
      configured = next
    },
    useKey: (fill) => {
      siteKey = siteKeyOf(new Uint8Array(32).fill(fill))
    },
    restart: () => {
      void kiosk.stop()
      kiosk = begin()
    },
  }
}

export type OpenCard = Partial<TimeCard> & {
  /** Default: ana. */
  readonly person?: keyof typeof people
  /** Since when, before now. Default: 6. */
  readonly hours?: number
}

/** Puts somebody on shift: an open time card, `TCK_` and the person's name where no `id` is given. */
export function onShift(
  { timeCards, clock }: Pick<Harness, 'timeCards' | 'clock'>,
  { person = 'ana', hours = 6, id = `TCK_${person}`, ...card }: OpenCard = {},
): void {
  const clockedInAtMs = clock.now().wallMs - hours * hourMs
  timeCards.add({ id, userId: people[person].userId, clockedInAtMs, ...card })
}

function answerOf(badge: BadgeId): DirectoryAnswer {
  switch (badge) {
    case badges.ana:
      return { kind: 'found', person: people.ana }
    case badges.ben:
      return { kind: 'found', person: people.ben }
    case badges.shared:
      return { kind: 'ambiguous' }
    default:
      return { kind: 'unknown' }
  }
}
