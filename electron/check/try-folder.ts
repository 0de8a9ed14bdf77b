import { existsSync, statSync, unlinkSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode } from '../base/error-code.ts'
import { makeOwnFile } from '../base/own-files.ts'

/**
 * The result of writing a file into a folder, or, if it does not exist yet, into the nearest existing parent.
 */
export type FolderTrial =
  /** The folder exists; a file was written there and removed again. */
  | { readonly kind: 'writable'; readonly stats: Stats }
  /** The folder does not exist but can be created, since its parent is writable. */
  | { readonly kind: 'can-be-made' }
  /** `isThere`: whether the folder itself exists, or only a parent. `code`: such as `EACCES`. */
  | { readonly kind: 'failed'; readonly isThere: boolean; readonly at: string; readonly code: string }

/** Tries to write to the folder: its mode alone does not say whether that works. Leaves nothing behind. */
export function tryFolder(folder: string): FolderTrial {
  const at = nearestThere(folder)
  const isThere = at === folder
  try {
    const stats = statSync(at)
    if (!stats.isDirectory()) return { kind: 'failed', isThere, at, code: 'ENOTDIR' }
    const file = join(at, `.shifts-badge-kiosk-check-${process.pid}`)
    try {
      makeOwnFile(file, 'A test whether this folder can be written to. May be deleted.\n')
    } finally {
      if (existsSync(file)) unlinkSync(file)
    }
    return isThere ? { kind: 'writable', stats } : { kind: 'can-be-made' }
  } catch (error) {
    return { kind: 'failed', isThere, at, code: errorCode(error) }
  }
}

/** The folder, or its nearest existing parent. */
export function nearestThere(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

/** The error code in words. */
export function whyNotWritable(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'this account may not write there'
    case 'EROFS':
      return 'it is read-only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full'
    case 'ENOTDIR':
      return 'it is not a folder'
    default:
      return `it cannot be written to (${code})`
  }
}
