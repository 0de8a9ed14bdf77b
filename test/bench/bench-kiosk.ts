import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { BadgeReaderListener } from '../../electron/badge/badge-reader.ts'
import type { Clock } from '../../electron/base/time/clock.ts'
import { silentLog } from '../../electron/base/log/log.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { createKiosk, type Kiosk } from '../../electron/kiosk/kiosk.ts'
import type { Directory } from '../../electron/directory/directory.ts'
import { createTeams } from '../../electron/shifts/teams.ts'
import type { TimeCards } from '../../electron/shifts/time-cards/time-cards.ts'

const hourMs = 3_600_000

export interface BenchKiosk {
  readonly kiosk: Kiosk
  tap(badge: string): void
}

export interface BenchKioskOptions {
  readonly folder: string
  readonly clock: Clock
  /** Of the team; with several, of each. */
  readonly timeCards: TimeCards | ((teamId: string) => TimeCards)
  /** Default: one. */
  readonly teamIds?: readonly string[]
  readonly directory: Directory
  /** Puts something around the journal, to measure it. */
  readonly around?: (journal: Journal) => Journal
  readonly stateChanged?: (state: KioskState) => void
}

/** The kiosk as it ships, with a journal on disk, without a host: for what is measured inside of one process. */
export function startBenchKiosk(options: BenchKioskOptions): BenchKiosk {
  const { clock, timeCards, teamIds = ['team'], around = (journal: Journal): Journal => journal } = options
  const cardsOf = (teamId: string): TimeCards =>
    typeof timeCards === 'function' ? timeCards(teamId) : timeCards
  const siteKey = siteKeyOf(new Uint8Array(32).fill(7))
  let reader: BadgeReaderListener | undefined
  const kiosk = createKiosk({
    site: { kioskName: 'Dock 3', locale: 'en', timeZone: 'UTC' },
    kioskId: 'dock-3',
    settings: { repeatWindowMs: 2_000, slots: 3 },
    reader: { start: (listener) => (reader = listener), stop: () => Promise.resolve() },
    directory: options.directory,
    clockOut: {
      teams: createTeams(teamIds, cardsOf, clock),
      maxOpenMs: 16 * hourMs,
      lateToleranceMs: 2 * 60_000,
      nowMs: () => clock.now().wallMs,
      correctionNote: (note) => note,
      body: () => ({ isAtApprovedLocation: true, notes: 'Badge kiosk Dock 3' }),
    },
    clock,
    log: silentLog,
    openStorage: () => {
      const opened = openJournal(join(options.folder, 'journal.db'), siteKey)
      if (opened.kind === 'failed') return opened
      return { kind: 'ok', storage: { journal: around(opened.journal), siteKey } }
    },
    serverClock: { timeOf: (at) => at.wallMs, aheadMs: () => 0, agreedNowMs: () => undefined },
    keepNamesMs: 90 * 24 * hourMs,
    keepTapsMs: 1095 * 24 * hourMs,
    newTapId: randomUUID,
    runId: randomUUID(),
    stateChanged: (state) => options.stateChanged?.(state),
    receipts: { nameShown: 'full', showHours: false },
    giveUp: () => undefined,
    onHealth: () => undefined,
  })
  kiosk.start()
  reader?.statusChanged({ kind: 'ready', readers: ['Reader'] })
  return {
    kiosk,
    tap: (badge) => reader?.badgeRead({ kind: 'badge', badge: badge as BadgeId, at: clock.now() }),
  }
}
