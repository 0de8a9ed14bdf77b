import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openSiteKey } from '../../electron/journal/chain/site-key-source.ts'
import { keyPlaces } from '../support/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { directFiles } from '../../electron/files/direct-files.ts'

/** A tap that a kiosk without a network has left in its journal. */
export interface LateTap {
  readonly dataFolder: string
  readonly tapId: string
  readonly badge: string
  readonly userId: string
  readonly tappedAtMs: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const thisFile = fileURLToPath(import.meta.url)

/**
 * Writes it in a process of its own, as the kiosk would have: on Node 20 a process that has opened a journal once
 * keeps it open, and the kiosks to come would not find it left alone.
 */
export async function leaveLateTap(tap: LateTap): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', thisFile, JSON.stringify(tap)], {
    cwd: root,
  })
}

async function write({ dataFolder, tapId, badge, userId, tappedAtMs }: LateTap): Promise<void> {
  const siteKey = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (siteKey.kind === 'failed') throw new Error(siteKey.detail)
  const { key } = siteKey
  const opened = openJournal(join(dataFolder, 'journal.db'), key)
  if (opened.kind === 'failed') throw new Error(opened.failure.detail)
  const answer = opened.journal.recordTap(
    {
      tapId,
      atMs: tappedAtMs,
      kind: 'tapped',
      tappedAtMs,
      clockCorrectionMs: 0,
      tappedAtMonotonicMs: 0,
      runId: crypto.randomUUID(),
      kioskId: 'dock-3',
      badgeHmac: key.hmac('badge', badge),
      siteKeyId: key.id,
    },
    { userId, displayName: 'Late Person' },
  )
  opened.journal.close()
  if (answer.kind === 'failed') throw new Error(answer.failure.detail)
}

if (process.argv[1] === thisFile) await write(JSON.parse(process.argv[2] ?? '') as LateTap)
