import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appendEvent } from '../../../electron/journal/store/event-rows.ts'
import type { ChainHead } from '../../../electron/journal/chain/chain.ts'
import type { PunchEvent } from '../../../electron/journal/punch-event.ts'
import type { SiteKey } from '../../../electron/journal/chain/site-key.ts'
import { openSiteKey } from '../../../electron/journal/chain/site-key-source.ts'
import { keyPlaces } from '../../support/site-key.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
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
 * Three events a tap, all settled, each linked to the one before it. Opened before and after, so that the head file is there,
 * and what is derived from the events, as with a journal that has grown.
 */
async function layOutLargeJournal(dataFolder: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true })
  const siteKey = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (siteKey.kind === 'failed') throw new Error(siteKey.detail)
  const { key } = siteKey
  const path = join(dataFolder, 'journal.db')
  openAndClose(path, key)
  const database = openDatabase(path)
  database.exec('PRAGMA synchronous = OFF')
  const firstAtMs = Date.now() - 10 * events
  const cardId = 'TCK_00000000-0000-4000-8000-000000000000'
  database.transaction(() => {
    let head: ChainHead = { seq: 0, link: '' }
    for (let tap = 0; head.seq + 3 <= events; tap += 1) {
      const tapId = `${tap.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
      const atMs = firstAtMs + 30 * tap
      const taken: readonly PunchEvent[] = [
        {
          kind: 'tapped',
          tapId,
          atMs,
          tappedAtMs: atMs,
          clockCorrectionMs: 0,
          tappedAtMonotonicMs: 1,
          runId: '00000000-0000-4000-8000-000000000000',
          kioskId: 'dock-3',
          badgeHmac: '0'.repeat(64),
          siteKeyId: key.id,
        },
        { kind: 'sending', tapId, atMs, cardId, tappedAtMs: atMs },
        { kind: 'confirmed', tapId, atMs, cardId, endedAtMs: atMs, how: 'answered' },
      ]
      for (const event of taken) head = appendEvent(database, key, event, head)
    }
  })
  database.close()
  openAndClose(path, key)
}

function openAndClose(path: string, key: SiteKey): void {
  const opened = openJournal(path, key)
  if (opened.kind === 'failed') throw new Error(opened.failure.detail)
  opened.journal.close()
  // Otherwise an empty one would be measured.
  if (opened.setAside !== undefined) throw new Error(`The journal was set aside: ${opened.setAside.why}`)
}
