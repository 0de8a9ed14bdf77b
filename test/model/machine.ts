import { sameVisitMs } from '../../electron/kiosk/flow/repeated-taps.ts'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { BadgeReaderListener } from '../../electron/badge/badge-reader.ts'
import type { Clock } from '../../electron/base/time/clock.ts'
import type { FieldsByEvent, LogEvent } from '../../electron/base/log/log-events.ts'
import type { Log, LogLevel, LogWrite } from '../../electron/base/log/log.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import type { ChainHead } from '../../electron/journal/chain/chain.ts'
import type { Journal, JournalAnswer } from '../../electron/journal/journal.ts'
import type { PunchEvent } from '../../electron/journal/punch-event.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { createKiosk, type Kiosk } from '../../electron/kiosk/kiosk.ts'
import type { OpenedStorage } from '../../electron/kiosk/storage-supervisor.ts'
import type { DirectoryAnswer } from '../../electron/directory/directory.ts'
import { createGraphTimeCards } from '../../electron/shifts/time-cards/graph-time-cards.ts'
import { createGraph } from '../../electron/graph/graph.ts'
import { createTeams } from '../../electron/shifts/teams.ts'
import { createPace } from '../../electron/graph/pace.ts'
import { createServerClock } from '../../electron/graph/server-time/server-clock.ts'
import { layOutJournal } from './journal-template.ts'
import type { ModelClock } from './model-clock.ts'
import { createNetwork, type Network, type RunOnNetwork } from './network.ts'
import { graphBase, teamId, type KioskRequest, type Service } from './service.ts'

export const hourMs = 3_600_000
export const lateToleranceMs = 2 * 60_000
export const maxOpenMs = 16 * hourMs

/** Where the power may fail. Counted from when it was planned: the `nth` time the program comes there. */
export interface PowerCut {
  readonly at: 'commit-begins' | 'commit-ended' | 'request-leaves' | 'effect' | 'answer' | 'at-once'
  readonly nth: number
  readonly offMs: number
  /** The computer restarts, and its monotonic clock with it; otherwise only the program does. */
  readonly reboots: boolean
}

/** A tap as it really was. */
export interface TrueTap {
  readonly tapId: string
  readonly kiosk: number
  readonly userId: string
  readonly atMs: number
  readonly run: string
  /** Whether the program had seen a server's clock by then. */
  readonly serverSeen: boolean
  /** What the computer's own clock showed. */
  readonly wallMs: number
  /** Whether the person saw saved-here or confirmed. */
  promised: boolean
}

export interface Committed {
  /** True time. */
  readonly atMs: number
  readonly run: string
  readonly event: PunchEvent
  /** The journal said that it failed, since its files had been replaced; what was written may turn up all the same. */
  readonly isDoubtful?: true
}

export interface Machine {
  readonly network: Network
  readonly taps: readonly TrueTap[]
  readonly kiosk: Kiosk | undefined
  readonly journal: Journal
  /** Every line of the journal as it was committed, with the true time. */
  readonly committed: readonly Committed[]
  /** Each tap's last line. */
  readonly lastOf: ReadonlyMap<string, PunchEvent>
  /** Of runs: whether a server's clock was seen while each lasted. */
  readonly serverSeenIn: ReadonlySet<string>
  tap(badge: BadgeId): void
  /** Somebody sets the computer's clock. */
  jumpWall(ms: number): void
  plan(cut: PowerCut): void
  /** Power is there from now on. */
  steady(): void
  /** Whether a program runs. */
  readonly isOn: boolean
  /** How often the program has started. */
  readonly runs: number
  /** Called when a write of this kiosk is about to take effect. */
  beforeWrite: ((request: KioskRequest) => Promise<void>) | undefined
  end(): Promise<void>
}

export interface MachineOptions {
  readonly number: number
  readonly clock: ModelClock
  readonly service: Service
  readonly journalPath: string
  readonly wallAheadMs: number
  /** Empty: the kiosk leaves no note. */
  readonly note: string
  readonly random: () => number
  readonly userOf: (badge: BadgeId) => string | undefined
  /** The teams of the config, and each person's where the directory knows them. Default: the one team. */
  readonly teams?: { readonly ids: readonly string[]; readonly of?: (userId: string) => readonly string[] }
  readonly violate: (what: string) => void
  /** Confirmed is on screen for a tap. */
  confirmed(tapId: string, cardId: string | undefined): void
  readonly log?: Log
  /** Somebody else writes to the data folder: a journal that fails is the kiosk's to handle, and no fault of the model. */
  readonly isAttacked?: boolean
  /** Called at each of the program's moments, while it runs. */
  reached?(moment: PowerCut['at']): void
}

export const siteKey = siteKeyOf(new Uint8Array(32).fill(7))
/** The supervisor's, after the program gave up. */
const newStart: PowerCut = { at: 'at-once', nth: 1, offMs: 5_000, reboots: false }
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A kiosk's computer: its clocks, its disk, its power, and the program's runs on it, one after the other. */
export function createMachine(options: MachineOptions): Machine {
  const { number, clock, service, violate, journalPath, random } = options
  const network = createNetwork(number, service, clock, violate)
  const taps: TrueTap[] = []
  const committed: Committed[] = []
  const lastOf = new Map<string, PunchEvent>()
  /** Of a card: the taps whose lines name it. */
  const tapsOf = new Map<string, Set<string>>()
  /** Each tap's last line of which the journal said that it failed, and which may be there. */
  const doubtfulOf = new Map<string, PunchEvent>()
  const serverSeenIn = new Set<string>()
  let wallAheadMs = options.wallAheadMs
  let bootedAtMs = clock.nowMs - 60_000
  let planned: (PowerCut & { left: number }) | undefined
  let runs = 0
  let heard = 0
  let current: Run | undefined

  interface Run {
    readonly id: string
    alive: boolean
    readonly kiosk: Kiosk
    /** As it was opened last; undefined: it could not be opened yet. */
    readonly journal: Journal | undefined
    readonly reader: BadgeReaderListener
    readonly serverSeen: () => boolean
    readonly end: () => void
  }

  const noteCard = (event: PunchEvent): void => {
    if ('cardId' in event) tapsOf.set(event.cardId, (tapsOf.get(event.cardId) ?? new Set()).add(event.tapId))
  }

  const powerCut = (cut: PowerCut): void => {
    planned = undefined
    const run = current
    if (run === undefined) return
    current = undefined
    run.end()
    if (options.isAttacked === true) letGo(journalPath)
    clock.after(cut.offMs, () => {
      if (cut.reboots) bootedAtMs = clock.nowMs
      current ??= begin()
    })
  }

  /** True when the power has just failed. */
  const reach = (run: { readonly alive: boolean }, point: PowerCut['at']): boolean => {
    if (!run.alive) return true
    options.reached?.(point)
    if (planned?.at !== point) return false
    planned.left -= 1
    if (planned.left > 0) return false
    powerCut(planned)
    return true
  }

  const begin = (): Run => {
    const id = `kiosk${number}-run${(runs += 1)}`
    const life = { alive: true }
    const bootMs = bootedAtMs
    if (runs === 1) layOutJournal(journalPath)
    const log = whileAlive(options.log ?? silent, life)
    const machineClock: Clock = {
      now: () => ({ wallMs: clock.nowMs + wallAheadMs, monotonicMs: clock.nowMs - bootMs }),
      after: (delayMs, action) =>
        clock.after(delayMs, () => {
          if (life.alive) action()
        }),
    }
    let onDisk: Journal | undefined
    const openStorage = (knownHead: ChainHead | undefined): OpenedStorage => {
      if (!life.alive) return { kind: 'failed', failure: { kind: 'io', detail: 'The power is off.' } }
      const nowMs = (): number => machineClock.now().wallMs
      const opened = openJournal(journalPath, siteKey, { knownHead, nowMs })
      if (opened.kind === 'failed') {
        if (options.isAttacked !== true) throw new Error(opened.failure.detail)
        return opened
      }
      const { journal, setAside } = opened
      onDisk = journal
      if (setAside !== undefined) log.error('journal.set-aside', { ...setAside })
      return {
        kind: 'ok',
        storage: {
          journal: watched(journal),
          siteKey,
          ...(setAside !== undefined && { setAside: setAside.path }),
        },
      }
    }
    const cutOff: JournalAnswer = { kind: 'failed', failure: { kind: 'io', detail: 'The power is off.' } }
    const writing = (event: PunchEvent, write: () => JournalAnswer): JournalAnswer => {
      if (reach(life, 'commit-begins')) return cutOff
      const answer = write()
      if (answer.kind === 'failed') {
        if (options.isAttacked !== true) throw new Error(answer.failure.detail)
        if (answer.failure.kind === 'replaced') {
          committed.push({ atMs: clock.nowMs, run: id, event, isDoubtful: true })
          doubtfulOf.set(event.tapId, event)
          noteCard(event)
        }
        return answer
      }
      committed.push({ atMs: clock.nowMs, run: id, event })
      lastOf.set(event.tapId, event)
      noteCard(event)
      return reach(life, 'commit-ended') ? cutOff : answer
    }
    const watched = (journal: Journal): Journal =>
      withOverrides(journal, {
        recordTap: (event, person) => writing(event, () => journal.recordTap(event, person)),
        record: (event, serviceWords) => writing(event, () => journal.record(event, serviceWords)),
        ...(options.isAttacked !== true && { changedByOthers: () => false }),
      })
    const onNetwork: RunOnNetwork = {
      id,
      wallAheadMs: () => wallAheadMs,
      alive: () => life.alive,
      tapOf: (cardId, what) =>
        [...(tapsOf.get(cardId) ?? [])].findLast(
          (tapId) => isFor(lastOf.get(tapId), what) || isFor(doubtfulOf.get(tapId), what),
        ),
      leaves: () => void reach(life, 'request-leaves'),
      arrives: async (request) => {
        if (request.what === 'clockOut' || request.what === 'put') await machine.beforeWrite?.(request)
      },
      tookEffect: () => void reach(life, 'effect'),
      answered: () => void reach(life, 'answer'),
    }
    const serverClock = createServerClock(network.fetchOf(onNetwork), machineClock)
    const pace = createPace({ clock: machineClock, random })
    const graph = createGraph({
      endpoint: graphBase,
      token: {
        get: () =>
          Promise.resolve({ kind: 'token', accessToken: service.accessToken, expiresAtMs: Infinity }),
        renew: () => undefined,
        start: () => undefined,
        stop: () => undefined,
      },
      fetch: serverClock.fetch,
      clock: machineClock,
      log: silent,
      pace,
      isTimeUndecided: () => serverClock.isUndecided(),
      onAnswer: ({ reached }) => {
        if (serverClock.timeOf(machineClock.now()) !== undefined) serverSeenIn.add(id)
        kiosk.graphNews({ kind: 'exchange', reached })
      },
    })
    let reader: BadgeReaderListener | undefined
    const kiosk = createKiosk({
      site: { kioskName: `Dock ${number}`, locale: 'en', timeZone: 'UTC' },
      kioskId: `dock-${number}`,
      settings: { repeatWindowMs: 20_000, slots: 3 },
      receipts: { nameShown: 'full', showHours: true },
      reader: { start: (listener) => (reader = listener), stop: () => Promise.resolve() },
      directory: {
        start: (onStatus) => onStatus({ kind: 'ready', people: 3 }),
        find: (badge) => directoryAnswer(options.userOf(badge), options.teams?.of),
        stop: () => Promise.resolve(),
      },
      clockOut: {
        teams: createTeams(
          options.teams?.ids ?? [teamId],
          (team) => createGraphTimeCards({ graph, teamId: team, clock: machineClock, log: silent }),
          machineClock,
        ),
        maxOpenMs,
        lateToleranceMs,
        nowMs: () => serverClock.timeOf(machineClock.now()) ?? machineClock.now().wallMs,
        correctionNote: (note) => (note.includes('[corrected]') ? note : `${note} [corrected]`.trim()),
        body: () => ({ isAtApprovedLocation: true, ...(options.note !== '' && { notes: options.note }) }),
      },
      clock: machineClock,
      log,
      openStorage,
      giveUp: () => {
        if (options.isAttacked === true) powerCut(newStart)
        else violate(`kiosk ${number} gave up`)
      },
      serverClock,
      runId: id,
      keepNamesMs: 90 * 24 * hourMs,
      keepTapsMs: 1095 * 24 * hourMs,
      onHealth: () => undefined,
      newTapId: () => `k${number}t${(heard += 1)}`,
      stateChanged: (state) => {
        if (life.alive) watch(state)
      },
    })
    kiosk.start()
    if (reader === undefined) throw new Error('The kiosk did not start its reader.')
    reader.statusChanged({ kind: 'ready', readers: ['Reader'] })
    return {
      id,
      get alive() {
        return life.alive
      },
      kiosk,
      get journal() {
        return onDisk
      },
      reader,
      serverSeen: () => serverClock.timeOf(machineClock.now()) !== undefined,
      end: () => {
        life.alive = false
        onDisk?.close()
      },
    }
  }

  /** The screen's promises are checked the moment they are made. */
  const watch = ({ screen }: KioskState): void => {
    if (screen.name !== 'saved-here' && screen.name !== 'confirmed') return
    const { tapId } = screen.tap
    const tap = taps.findLast((one) => one.tapId === tapId)
    const last = lastOf.get(tapId)
    if (tap === undefined || last === undefined) {
      violate(`${screen.name} on screen for ${tapId}, which is not on the disk`)
      return
    }
    tap.promised = true
    if (screen.name === 'confirmed') {
      const settling = isAgain(last) ? confirmedBefore(tap) : last
      options.confirmed(tapId, settling !== undefined && 'cardId' in settling ? settling.cardId : undefined)
    }
  }

  /** Whoever was clocked out here minutes before sees that again. */
  const isAgain = (last: PunchEvent): boolean =>
    last.kind === 'refused' && last.reason === 'already-clocked-out'

  const confirmedBefore = (tap: TrueTap): PunchEvent | undefined =>
    taps
      .filter(
        ({ userId, tapId, atMs }) =>
          userId === tap.userId && tapId !== tap.tapId && tap.atMs - atMs <= sameVisitMs,
      )
      .map(({ tapId }) => lastOf.get(tapId))
      .findLast(isConfirmedToPerson)

  const machine: Machine = {
    network,
    taps,
    get kiosk() {
      return current?.kiosk
    },
    get journal() {
      if (current?.journal === undefined) throw new Error('No journal is open.')
      return current.journal
    },
    get isOn() {
      return current !== undefined
    },
    get runs() {
      return runs
    },
    committed,
    lastOf,
    serverSeenIn,
    tap: (badge) => {
      const run = current
      const userId = options.userOf(badge)
      if (run === undefined || userId === undefined) return
      const wallMs = clock.nowMs + wallAheadMs
      taps.push({
        tapId: `k${number}t${heard + 1}`,
        kiosk: number,
        userId,
        atMs: clock.nowMs,
        run: run.id,
        serverSeen: run.serverSeen(),
        wallMs,
        promised: false,
      })
      const at = { wallMs, monotonicMs: clock.nowMs - bootedAtMs }
      run.reader.badgeRead({ kind: 'badge', badge, at })
    },
    jumpWall: (ms) => {
      wallAheadMs += ms
    },
    plan: (cut) => {
      if (cut.at === 'at-once') powerCut(cut)
      else planned = { ...cut, left: cut.nth }
    },
    steady: () => {
      planned = undefined
    },
    beforeWrite: undefined,
    end: async () => {
      const run = current
      current = undefined
      if (run === undefined) return
      await run.kiosk.stop()
    },
  }
  current = begin()
  return machine
}

/** The journal on disk, with each write of a tap's line going through here. */
function withOverrides(onDisk: Journal, overrides: Partial<Journal>): Journal {
  return new Proxy(onDisk, {
    get: (_, name) => {
      const override: unknown = Reflect.get(overrides, name)
      if (override !== undefined) return override
      const found: unknown = Reflect.get(onDisk, name)
      return typeof found === 'function' ? (found.bind(onDisk) as unknown) : found
    },
  })
}

/** A card that ended at the wrong minute is a manager's to correct; the person only hears that it has ended. */
function isConfirmedToPerson(last: PunchEvent | undefined): boolean {
  return last?.kind === 'confirmed' || (last?.kind === 'parked' && last.reason === 'correction-refused')
}

/** Whether a request about a card is for a tap, by the tap's last line in the journal. */
function isFor(last: PunchEvent | undefined, what: KioskRequest['what']): boolean {
  switch (what) {
    case 'clockOut':
    case 'endBreak':
      return last?.kind === 'sending'
    case 'put':
      return last?.kind === 'correcting'
    case 'get':
      return last?.kind === 'sending' || last?.kind === 'clocked-out' || last?.kind === 'correcting'
    case 'list':
      return false
    default:
      return what satisfies never
  }
}

/** Output of a program without power is dropped. */
function whileAlive(log: Log, life: { readonly alive: boolean }): Log {
  const say =
    (level: LogLevel): LogWrite =>
    <Event extends LogEvent>(event: Event, fields?: FieldsByEvent[Event]) => {
      // Without fields: a bare event, whose fields may all be left out.
      if (life.alive) log[level](event, fields ?? ({} as FieldsByEvent[Event]))
    }
  return { info: say('info'), warn: say('warn'), error: say('error') }
}

/**
 * A program that has ended holds no file. These programs end inside one process, where SQLite keeps what it had open of a
 * file for whoever opens that file next: so there are others in their place, with the same in them.
 */
function letGo(path: string): void {
  for (const ending of ['', '-wal', '-shm']) {
    if (!existsSync(path + ending)) continue
    const bytes = readFileSync(path + ending)
    rmSync(path + ending)
    writeFileSync(path + ending, bytes, { mode: 0o600 })
  }
}

function directoryAnswer(
  userId: string | undefined,
  teamsOf?: (userId: string) => readonly string[],
): DirectoryAnswer {
  if (userId === undefined) return { kind: 'unknown' }
  const person = { userId, displayName: `Person ${userId.slice(-2)}` }
  return {
    kind: 'found',
    person: teamsOf === undefined ? person : { ...person, teams: teamsOf(userId) },
  }
}
