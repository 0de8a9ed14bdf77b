import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { ensureOwnFolder, tightenOwnFiles } from '../base/own-files.ts'
import type { ChainHead } from './chain/chain.ts'
import { failureOf } from './failure.ts'
import { acquireSenderLock, type SenderLock } from './store/sender-lock.ts'
import type { SiteKey } from './chain/site-key.ts'
import { openJournal, type OpenedJournal } from './store/open-journal.ts'

/** The path of the journal in the data folder. */
export function journalPath(dataFolder: string): string {
  return join(dataFolder, 'journal.db')
}

/**
 * Opens the data folder's journal and locks it for the one process that may send from it. Closing the journal
 * releases the lock. `knownHead`: its head if it was open before in this run.
 */
export function openLockedJournal(dataFolder: string, key: SiteKey, knownHead?: ChainHead): OpenedJournal {
  const lock = lockFolder(dataFolder)
  switch (lock.kind) {
    case 'held': {
      const opened = openJournal(journalPath(dataFolder), key, { closedWith: lock.release, knownHead })
      if (opened.kind === 'failed') lock.release()
      return opened
    }
    case 'taken': {
      const detail = `Another process is using the journal in ${dataFolder}.`
      return { kind: 'failed', failure: { kind: 'in-use', detail } }
    }
    case 'failed':
      return lock
    default:
      return lock satisfies never
  }
}

/** Locks the journal for a writer: the kiosk that sends from it, or a command while no kiosk runs. */
export function lockFolder(dataFolder: string): SenderLock {
  try {
    ensureOwnFolder(dataFolder)
    tightenOwnFiles(dataFolder)
    accessSync(dataFolder, constants.W_OK)
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  }
  return acquireSenderLock(join(dataFolder, 'journal.lock'))
}
