import { closeSync, ftruncateSync, writeSync } from 'node:fs'
import { openOwnFile, readOwnFile } from '../base/own-files.ts'
import { headText, parseHead, type ChainHead } from './chain.ts'

/**
 * The chain's head once more, in a file of its own beside the journal. Written after each commit and never flushed,
 * so it may lag behind the journal, but it can be ahead of it only where events that had been committed are gone:
 * an end cut off, a torn write-ahead log, an older copy put in place.
 */
export interface HeadFile {
  write(head: ChainHead): void
  close(): void
}

export function headFilePath(journalPath: string): string {
  return `${journalPath}.head`
}

/** `undefined`: there is none, or it does not hold a head. Either way there is nothing to compare with. */
export function readHeadFile(journalPath: string): ChainHead | undefined {
  try {
    return parseHead(readOwnFile(headFilePath(journalPath)))
  } catch {
    return undefined
  }
}

/** A second opinion, not the truth: where it can not be written the journal goes on without. */
export function openHeadFile(journalPath: string): HeadFile {
  let file: number | undefined
  const give = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  try {
    file = openOwnFile(headFilePath(journalPath), 'update')
  } catch {
    file = undefined
  }
  return {
    write: (head) => {
      if (file === undefined) return
      const text = `${headText(head)}\n`
      try {
        writeSync(file, text, 0)
        ftruncateSync(file, Buffer.byteLength(text))
      } catch {
        give()
      }
    },
    close: give,
  }
}
