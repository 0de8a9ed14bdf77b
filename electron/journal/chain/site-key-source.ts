import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureOwnFolder, makeOwnFile } from '../../base/own-files.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { errorCode } from '../../base/error-code.ts'
import type { SiteKeyPlaces } from '../../base/site-key-places.ts'
import type { FileFailure, Files } from '../../files/files.ts'
import { headFileTellsOfEvents } from './head-file.ts'
import { journalPath } from '../locked-journal.ts'
import { notRead, readSiteKeyFile, type SiteKeyAnswer } from './site-key.ts'
import { readDatabase } from '../store/sqlite.ts'

/** Caches the site key; while it is unavailable, each call starts another read. */
export interface SiteKeySource {
  /** Returns the last answer at once; after a failure also starts another read. */
  now(): SiteKeyAnswer
}

/** Opens or creates the key like `openSiteKey`. */
export async function createSiteKeySource(places: SiteKeyPlaces, files: Files): Promise<SiteKeySource> {
  let answer = await openSiteKey(places, files)
  let isOpening = false
  const openAgain = async (): Promise<void> => {
    if (isOpening) return
    isOpening = true
    answer = await openSiteKey(places, files)
    isOpening = false
  }
  return {
    now: () => {
      if (answer.kind === 'failed') void openAgain()
      return answer
    },
  }
}

/**
 * Reads the key. Creates one only at the first start: if the config names no path and no tap was ever
 * recorded in the data folder. A lost key is never replaced, because the badge hashes, the chain and the
 * seals of waiting taps would silently belong to another key. An unusable file is never overwritten.
 */
export async function openSiteKey(places: SiteKeyPlaces, files: Files): Promise<SiteKeyAnswer> {
  const found = await findSiteKey(places, files)
  if (found.kind !== 'missing') return found
  if (places.kind === 'named' || holdsTaps(places.dataFolder)) return missing(places)
  const path = keyInDataFolder(places.dataFolder)
  try {
    ensureOwnFolder(places.dataFolder)
    makeOwnFile(path, `${randomBytes(32).toString('hex')}\n`)
  } catch (error) {
    // If two processes start at once, one creates the key and the other reads it.
    if (errorCode(error) !== 'EEXIST')
      return {
        kind: 'failed',
        detail: `The site key ${echoedPath(path)} cannot be created (${errorCode(error)})`,
      }
    return readSiteKeyFile(path, files)
  }
  const answer = await readSiteKeyFile(path, files)
  return answer.kind === 'ok' ? { ...answer, made: true } : answer
}

/** Reads an existing key and creates none. For the command line. */
export async function readSiteKey(places: SiteKeyPlaces, files: Files): Promise<SiteKeyAnswer> {
  const found = await findSiteKey(places, files)
  if (found.kind !== 'missing') return found
  return places.kind === 'named' || holdsTaps(places.dataFolder) ? missing(places) : notMadeYet(places)
}

type FoundKey = SiteKeyAnswer | { readonly kind: 'missing' }

async function findSiteKey(places: SiteKeyPlaces, files: Files): Promise<FoundKey> {
  if (places.kind === 'named') return findAt(places.path, files)
  const own = keyInDataFolder(places.dataFolder)
  const look = await files.look(places.machineWide)
  if (look.kind === 'failed')
    return isNotThere(look.failure) ? findAt(own, files) : notReached(places.machineWide, look.failure)
  const machineWide = await readSiteKeyFile(places.machineWide, files)
  if (machineWide.kind === 'failed') return machineWide
  const other = await findAt(own, files)
  const isOnlyKey = other.kind === 'missing' || (other.kind === 'ok' && other.key.id === machineWide.key.id)
  return isOnlyKey ? machineWide : twoKeys(places.machineWide, own)
}

async function findAt(path: string, files: Files): Promise<FoundKey> {
  const look = await files.look(path)
  if (look.kind === 'failed' && look.failure.kind === 'system' && look.failure.code === 'ENOENT')
    return { kind: 'missing' }
  return readSiteKeyFile(path, files)
}

/**
 * A path that cannot be reached may still exist. Using another key instead would let whoever put that key
 * into the data folder take over the journal.
 */
function isNotThere(failure: FileFailure): boolean {
  return failure.kind === 'system' && ['ENOENT', 'ENOTDIR'].includes(failure.code)
}

function notReached(path: string, failure: FileFailure): SiteKeyAnswer {
  if (failure.kind !== 'system' || !['EACCES', 'EPERM'].includes(failure.code)) return notRead(path, failure)
  const detail =
    `The site key ${echoedPath(path)} may exist, but this account may not enter its folder (${failure.code}). ` +
    "Let the kiosk's account enter the folder and read the file, or set storage.siteKeyPath to the key's path; " +
    'the kiosk then continues by itself.'
  return { kind: 'failed', detail }
}

function keyInDataFolder(dataFolder: string): string {
  return join(dataFolder, 'site.key')
}

/** Refuses to choose: otherwise whoever can write to the data folder could replace the key. */
function twoKeys(machineWide: string, own: string): SiteKeyAnswer {
  const detail =
    `There are two site keys, ${machineWide} and ${own}, and they are not the same. Keep the one that the journal ` +
    'was written under (check with --journal verify --key FILE) and move the other away.'
  return { kind: 'failed', detail }
}

function missing(places: SiteKeyPlaces): SiteKeyAnswer {
  const detail =
    places.kind === 'named'
      ? `The site key ${echoedPath(places.path)} (storage.siteKeyPath) does not exist. Check the path and that its ` +
        'folder is mounted, or restore the file from the backup; the kiosk then continues by itself. For a new ' +
        'site, create one: docs/journal.md, "A new site key".'
      : `The site key is missing: there is neither ${places.machineWide} nor ${keyInDataFolder(places.dataFolder)}. ` +
        'Restore it from the backup; the kiosk then continues by itself. To continue with a new key, create one: ' +
        'docs/journal.md, "A new site key".'
  return { kind: 'failed', detail }
}

function notMadeYet({ machineWide, dataFolder }: Extract<SiteKeyPlaces, { kind: 'default' }>): SiteKeyAnswer {
  const detail =
    `There is no site key yet: neither ${machineWide} nor ${keyInDataFolder(dataFolder)}. ` +
    'The kiosk creates it at its first start.'
  return { kind: 'failed', detail, isNotMadeYet: true }
}

/** Whether a journal in this folder, including set-aside ones, has or may have events. */
function holdsTaps(dataFolder: string): boolean {
  const path = journalPath(dataFolder)
  if (hasSetAside(dataFolder) || headFileTellsOfEvents(path)) return true
  if (!existsSync(path)) return existsSync(`${path}-wal`)
  try {
    return readDatabase(path, (database) => {
      const table = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'`)
      return table !== undefined && database.get('SELECT 1 FROM events LIMIT 1') !== undefined
    })
  } catch {
    return true
  }
}

function hasSetAside(dataFolder: string): boolean {
  try {
    return readdirSync(dataFolder).some((name) => /^journal\.db\.(?:corrupt|old-key|new)-/.test(name))
  } catch {
    return false
  }
}
