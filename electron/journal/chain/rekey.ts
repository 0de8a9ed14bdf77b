import { existsSync } from 'node:fs'
import { keyIdOf } from './chain.ts'
import { examine } from '../recovery/examine.ts'
import { failureOf, type JournalFailed } from '../failure.ts'
import { readHeadFile } from './head-file.ts'
import { findLostHead } from './lost-head.ts'
import { otherVersionOf } from '../store/migrations.ts'
import { salvage } from '../recovery/salvage.ts'
import { journalPath, lockFolder } from '../locked-journal.ts'
import { finishSettingAside, replaceJournal } from '../recovery/set-aside.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, openForReading, readDatabase, textIn, type Database } from '../store/sqlite.ts'
import { verifyChain, type ChainCheck } from './verify.ts'

export type RekeyAnswer =
  /**
   * `archive`: path of the journal under the earlier key. `parked`: number of carried-over taps that were
   * parked.
   */
  | { readonly kind: 'ok'; readonly archive: string; readonly carriedOver: number; readonly parked: number }
  /** There is no event under an earlier key. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'missing'; readonly path: string }
  /** The journal was changed, or has events of keys that were not given. */
  | { readonly kind: 'unsound'; readonly check: ChainCheck }
  | JournalFailed

/**
 * Starts a new journal under a new site key with all open and parked taps, and moves the old one aside. First
 * verifies every event under its own key, since under the new key everything would look as if the kiosk had
 * written it. For a stopped kiosk; a crash at any point leaves one complete journal.
 */
export async function rekey(
  dataFolder: string,
  keys: { readonly own: SiteKey; readonly earlier: readonly SiteKey[] },
  nowMs: number,
): Promise<RekeyAnswer> {
  if (!existsSync(dataFolder)) return { kind: 'missing', path: journalPath(dataFolder) }
  const lock = lockFolder(dataFolder)
  switch (lock.kind) {
    case 'held':
      break
    case 'taken': {
      const detail = `A kiosk is using the journal in ${dataFolder}; stop it first.`
      return { kind: 'failed', failure: { kind: 'in-use', detail } }
    }
    case 'failed':
      return lock
    default:
      return lock satisfies never
  }
  try {
    return await rekeyLocked(journalPath(dataFolder), keys, nowMs)
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  } finally {
    lock.release()
  }
}

async function rekeyLocked(
  path: string,
  { own, earlier }: { readonly own: SiteKey; readonly earlier: readonly SiteKey[] },
  nowMs: number,
): Promise<RekeyAnswer> {
  finishSettingAside(path, own)
  if (!existsSync(path)) return { kind: 'missing', path }
  const heads = [own, ...earlier].flatMap((key) => readHeadFile(path, key)?.head ?? [])
  const examined = examine(path, heads)
  if (examined.kind === 'failed') return examined
  if (examined.kind === 'damaged') {
    const kind = examined.why === 'not-a-database' ? examined.why : 'corrupt'
    return { kind: 'failed', failure: { kind, detail: examined.detail } }
  }
  const checked = await checkAll(path, [own, ...earlier])
  if (checked.kind === 'failed') return checked
  const { check, firstKeyId } = checked
  if (check.kind !== 'intact') return { kind: 'unsound', check }
  if (firstKeyId === undefined || firstKeyId === own.id) return { kind: 'not-needed' }
  const lost = heads.length === 0 ? readLostHead(path, [own, ...earlier]) : undefined
  if (lost !== undefined) return { kind: 'failed', failure: { kind: 'corrupt', detail: lost } }
  const saved = salvage(path, { own, earlier }, check.head.seq)
  return { kind: 'ok', ...replaceJournal(path, own, 'old-key', saved, nowMs) }
}

/** Checks for a cut-off end: nothing else would detect it, and after the rekey it is never checked again. */
function readLostHead(path: string, keys: readonly SiteKey[]): string | undefined {
  const lost = readDatabase(path, (database) =>
    keys.map((key) => findLostHead(path, database, key)).find((found) => found !== undefined),
  )
  return (
    lost &&
    `${lost.detail} Restore it, or start the kiosk once with the old key, so that it parks the open taps.`
  )
}

type CheckedAll =
  { readonly kind: 'ok'; readonly check: ChainCheck; readonly firstKeyId: string | undefined } | JournalFailed

async function checkAll(path: string, keys: readonly SiteKey[]): Promise<CheckedAll> {
  let database: Database | undefined
  try {
    database = openForReading(path)
    const otherVersion = otherVersionOf(path, database)
    if (otherVersion !== undefined) return otherVersion
    const first = database.get(`SELECT ${boundedText('chain')} FROM events ORDER BY seq LIMIT 1`)
    const firstKeyId = first === undefined ? undefined : keyIdOf(textIn(first, 'chain'))
    return { kind: 'ok', check: await verifyChain(database, keys), firstKeyId }
  } finally {
    database?.close()
  }
}
