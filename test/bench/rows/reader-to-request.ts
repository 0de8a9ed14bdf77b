import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { silentLog } from '../../../electron/base/log/log.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { Journal } from '../../../electron/journal/journal.ts'
import { RosterDirectory } from '../../../electron/directory/roster/roster-directory.ts'
import { createGraphTimeCards } from '../../../electron/shifts/time-cards/graph-time-cards.ts'
import { createGraph } from '../../../electron/graph/graph.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { startBenchKiosk } from '../bench-kiosk.ts'
import { forwarding } from '../forwarding-journal.ts'
import { peopleOf, rosterCsv } from '../people.ts'
import { ms, spreadOf, timesRow, type Row } from '../report.ts'
import { pause } from './taps.ts'

const rosterRows = 100_000
const taps = 400

/**
 * In one process, without a network: from the reader's event to the call that hands the clock-out to the network, with
 * the real journal on this computer's disk (two commits lie in between: `tapped` and `sending`), the real roster, and
 * the card in the snapshot. The pace lets everything through.
 */
export async function readerToRequest(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bench-'))
  const staff = peopleOf(rosterRows, 5)
  writeFileSync(join(folder, 'roster.csv'), rosterCsv(staff))
  const tapping = staff.filter((_, index) => index % Math.floor(rosterRows / taps) === 0).slice(0, taps)
  const open = tapping.map(({ userId }) => ({
    id: `TCK_${userId}`,
    userId,
    state: 'clockedIn',
    clockInEvent: { dateTime: new Date(Date.now() - 3_600_000).toISOString() },
  }))
  let committingMs = 0
  const left = new Map<string, { readonly atMs: number; readonly committingMs: number }>()
  const graph = createGraph({
    endpoint: 'https://graph.example',
    token: {
      get: () => Promise.resolve({ kind: 'token', accessToken: 'token', expiresAtMs: Infinity }),
      renew: () => undefined,
      start: () => undefined,
      stop: () => undefined,
    },
    fetch: (url) => {
      const cardId = /timeCards\/([^/]+)\/clockOut/.exec(url)?.[1]
      if (cardId !== undefined) left.set(cardId, { atMs: performance.now(), committingMs })
      const headers = { 'request-id': 'bench', date: new Date().toUTCString() }
      return Promise.resolve(
        cardId === undefined
          ? Response.json({ value: open }, { headers })
          : new Response(null, { status: 204, headers }),
      )
    },
    clock: systemClock,
    log: silentLog,
    pace: {
      turn: () => Promise.resolve({ kind: 'go' }),
      slowDown: () => 0,
      accepted: () => undefined,
    },
  })
  const directory = new RosterDirectory({
    path: join(folder, 'roster.csv'),
    badgeNumberFormat: 'hex',
    files: directFiles,
    clock: systemClock,
    log: silentLog,
  })
  const bench = startBenchKiosk({
    folder,
    clock: systemClock,
    timeCards: createGraphTimeCards({ graph, teamId: 'team', clock: systemClock, log: silentLog }),
    directory,
    around: (journal) => timed(journal, (spentMs) => (committingMs += spentMs)),
  })
  try {
    await waitUntil('the roster', () => bench.kiosk.state.screen.name === 'ready', { limitMs: 30_000 })
    const wholeMs: number[] = []
    const commitMs: number[] = []
    for (const [index, { badge, userId }] of tapping.entries()) {
      committingMs = 0
      const readAt = performance.now()
      bench.tap(badge)
      const gone = await waitUntil('the clock-out', () => left.get(`TCK_${userId}`), { everyMs: 1 })
      // The first tap brings the list.
      if (index > 0) {
        wholeMs.push(gone.atMs - readAt)
        commitMs.push(gone.committingMs)
      }
      await pause(5)
    }
    const share = spreadOf(commitMs)
    const row = timesRow('reader event → clock-out leaves, 100,000-row roster, commits included', wholeMs, {
      of: 'p99',
      ms: 10,
    })
    return [
      row,
      {
        what: 'of that, in the two commits of the journal',
        measured: `median ${ms(share.median)}, p95 ${ms(share.p95)}, p99 ${ms(share.p99)}, most ${ms(share.most)}`,
        target: '',
        numbers: { ...share },
      },
    ]
  } finally {
    await bench.kiosk.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function timed(journal: Journal, spent: (ms: number) => void): Journal {
  const measure = <T>(work: () => T): T => {
    const startedAt = performance.now()
    try {
      return work()
    } finally {
      spent(performance.now() - startedAt)
    }
  }
  return {
    ...forwarding(journal),
    recordTap: (event, person) => measure(() => journal.recordTap(event, person)),
    record: (event) => measure(() => journal.record(event)),
  }
}
