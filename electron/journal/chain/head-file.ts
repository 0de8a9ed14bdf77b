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
 * A copy of the chain's head in a file beside the journal. Written after each commit and not flushed, so it
 * may lag behind the journal. It can be ahead only if committed events are gone: a cut-off end, a torn
 * write-ahead log, an older copy of the journal. Keyed, so that it cannot be forged without the site key; a
 * file that does not match the key counts as missing, and a journal that must have a head file and has none
 * is damaged (`lost-head.ts`).
 */
export interface HeadFile {
  /**
   * `walkFromSeq`: the first event of the oldest open tap. If the write fails, the previous head stays until
   * the next write.
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

const maxBytes = 256
/** Fixed length, so that a power cut cannot combine the length of one head with the bytes of another. */
const textBytes = 192
/** Does not follow links or block on a pipe. Windows has neither flag (`undefined` counts as 0). */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** `undefined`: missing, or not made with this key. */
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

/** Whether a head file says that there are events, without checking its key: for when no key is available. */
export function headFileTellsOfEvents(journalPath: string): boolean {
  return /^[1-9]\d*:/.test(readText(headFilePath(journalPath)) ?? '')
}

/**
 * Opens or creates the head file. `first` is flushed when this returns, so that a power cut cannot leave a
 * journal with events and no head file. Throws errors of the file system: without a head file the next start
 * would treat the end as cut off.
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
        // The journal itself is complete; the head file only lags behind.
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
    const bytes = Buffer.alloc(maxBytes)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, maxBytes, 0))
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Replaces anything that is not the kiosk's own file, such as a link: never writes through it. */
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
