import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { dirname } from 'node:path'
import { flushFolder, openOwnFile } from '../../base/own-files.ts'
import { headText, parseHead, type ChainHead } from './chain.ts'
import type { SiteKey } from './site-key.ts'

/**
 * The chain's head once more, in a file of its own beside the journal. Written after each commit and never flushed,
 * so it may lag behind the journal, but it can be ahead of it only where events that had been committed are gone:
 * an end cut off, a torn write-ahead log, an older copy put in place. Keyed, so that nobody without the site key can
 * make one; what is not the kiosk's own counts as no head file at all, and a journal that must have one and has none
 * is damaged (`lost-head.ts`).
 */
export interface HeadFile {
  /**
   * `walkFromSeq`: where the oldest open tap begins; no event before it is of a tap that is open. Where it cannot be
   * written, the last one stays: it lags behind until the next.
   */
  write(head: ChainHead, walkFromSeq: number): void
  close(): void
}

export interface FiledHead {
  readonly head: ChainHead
  readonly walkFromSeq: number
}

export function headFilePath(journalPath: string): string {
  return `${journalPath}.head`
}

const largestBytes = 256
/** Always as long, so that a power cut cannot leave the length of one head with the bytes of another. */
const textBytes = 192
/** Neither through a link nor held up by a pipe. Windows has neither flag (`undefined` counts as 0). */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** `undefined`: there is none, or it is not one this key has made. */
export function readHeadFile(journalPath: string, key: SiteKey): FiledHead | undefined {
  const text = readText(headFilePath(journalPath))
  const found = /^(\S+) (\d{1,15}) ([0-9a-f]{64}) *\n$/.exec(text ?? '')
  const head = parseHead(found?.[1] ?? '')
  if (found === null || head === undefined) return undefined
  const walkFromSeq = Number(found[2])
  return textOf(key, head, walkFromSeq).trimEnd() === text?.trimEnd() ? { head, walkFromSeq } : undefined
}

/** The head as version 0.1 wrote it, without a key. */
export function readUnkeyedHead(journalPath: string): ChainHead | undefined {
  return parseHead(readText(headFilePath(journalPath)) ?? '')
}

/** Whether there is a head file that tells of events, whoever made it: for when no key is at hand to check it by. */
export function headFileTellsOfEvents(journalPath: string): boolean {
  return /^[1-9]\d*:/.test(readText(headFilePath(journalPath)) ?? '')
}

/**
 * Opens it, or makes it. `first` is on the disk when this returns, so that no power cut can leave a journal with events
 * and no head file. Throws errors of the file system: without one the next start would take the end for cut off.
 */
export function openHeadFile(journalPath: string, key: SiteKey, first: FiledHead): HeadFile {
  const file = openOwn(headFilePath(journalPath))
  let isOpen = true
  const write = (head: ChainHead, walkFromSeq: number): void => {
    const text = textOf(key, head, walkFromSeq)
    writeSync(file, text, 0)
    ftruncateSync(file, Buffer.byteLength(text))
  }
  try {
    write(first.head, first.walkFromSeq)
    fsyncSync(file)
    flushFolder(dirname(journalPath))
  } catch (error) {
    closeSync(file)
    throw error
  }
  return {
    write: (head, walkFromSeq) => {
      try {
        write(head, walkFromSeq)
      } catch {
        // What it tells of is in the journal all the same, as for the last one it told of.
      }
    },
    close: () => {
      if (isOpen) closeSync(file)
      isOpen = false
    },
  }
}

function textOf(key: SiteKey, head: ChainHead, walkFromSeq: number): string {
  const said = `${headText(head)} ${walkFromSeq}`
  return `${`${said} ${key.hmac('head', said)}`.padEnd(textBytes - 1)}\n`
}

function readText(path: string): string | undefined {
  let file: number | undefined
  try {
    if (!isOrdinary(lstatSync(path))) return undefined
    file = openSync(path, readFlags)
    if (!isOrdinary(fstatSync(file))) return undefined
    const bytes = Buffer.alloc(largestBytes)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, largestBytes, 0))
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** What somebody has put there, a link above all, is never written through: it goes, and a file is made. */
function openOwn(path: string): number {
  try {
    return openOwnFile(path, 'update')
  } catch {
    rmSync(path, { force: true })
    return openOwnFile(path, 'update')
  }
}

function isOrdinary(found: Stats): boolean {
  return found.isFile() && found.nlink === 1
}
