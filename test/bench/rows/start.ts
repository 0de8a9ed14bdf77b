import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../../electron/journal/migrations.ts'
import { openSiteKey } from '../../../electron/journal/site-key-source.ts'
import { keyPlaces } from '../../support/site-key.ts'
import { openJournal } from '../../../electron/journal/sqlite-journal.ts'
import { openDatabase } from '../../../electron/journal/sqlite.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { openLab, type Lab } from '../lab.ts'
import { peopleOf } from '../people.ts'
import { numberRow, spreadOf, type Row } from '../report.ts'

const starts = 5
const events = 1_000_000

/** From the start of the built host's process until it takes taps. */
export async function start(): Promise<readonly Row[]> {
  const lab = await openLab(0)
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bench-'))
  try {
    const small = await medianStartMs(lab, undefined)
    await layOutLargeJournal(folder)
    const large = await medianStartMs(lab, folder)
    return [
      numberRow(`start to ready, median of ${starts}`, small, 'ms', 1500),
      numberRow(`the same with a journal of ${events.toLocaleString('en')} events`, large, 'ms', 2000),
    ]
  } finally {
    await lab.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function medianStartMs(lab: Lab, dataFolder: string | undefined): Promise<number> {
  const tookMs: number[] = []
  for (let count = 0; count < starts; count += 1) {
    const startedAt = performance.now()
    const kiosk = await lab.startKiosk(peopleOf(100, 8), {
      waitUntilReady: false,
      ...(dataFolder !== undefined && { dataFolder }),
    })
    await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready', 60_000)
    tookMs.push(performance.now() - startedAt)
    await kiosk.stop()
  }
  return spreadOf(tookMs).median
}

/**
 * Three events a tap, all settled, written by SQL alone: their links are made up, which nothing but `verify` looks at.
 * Opened once, so that what is derived from the events is there as it is with a journal that has grown.
 */
async function layOutLargeJournal(dataFolder: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true })
  const siteKey = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (siteKey.kind === 'failed') throw new Error(siteKey.detail)
  const path = join(dataFolder, 'journal.db')
  const database = openDatabase(path)
  database.exec('PRAGMA synchronous = OFF')
  migrate(database)
  const tapped = JSON.stringify({
    tappedAtMs: 1_700_000_000_000,
    clockCorrectionMs: 0,
    tappedAtMonotonicMs: 1,
    runId: '00000000-0000-4000-8000-000000000000',
    kioskId: 'dock-3',
    badgeHmac: '0'.repeat(64),
    siteKeyId: siteKey.key.id,
  })
  const card = 'TCK_00000000-0000-4000-8000-000000000000'
  const sending = JSON.stringify({ cardId: card, tappedAtMs: 1_700_000_000_000 })
  const confirmed = JSON.stringify({ cardId: card, endedAtMs: 1_700_000_000_000, how: 'answered' })
  const now = Date.now()
  database.transaction(() =>
    database.run(
      `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ? - 1)
       INSERT INTO events (seq, tap_id, at_ms, kind, body, chain)
       SELECT n + 1, printf('%08x-0000-4000-8000-000000000000', n / 3), ? + n,
         CASE n % 3 WHEN 0 THEN 'tapped' WHEN 1 THEN 'sending' ELSE 'confirmed' END,
         CASE n % 3 WHEN 0 THEN ? WHEN 1 THEN ? ELSE ? END,
         printf('%s:%064x', ?, n)
       FROM numbers`,
      [events - (events % 3), now - 10 * events, tapped, sending, confirmed, siteKey.key.id],
    ),
  )
  database.close()
  const opened = openJournal(path, siteKey.key)
  if (opened.kind === 'failed') throw new Error(opened.failure.detail)
  opened.journal.close()
}
