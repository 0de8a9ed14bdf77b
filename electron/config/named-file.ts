import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { errorCode } from '../base/error-code.ts'

/** A file the config names. `problem` holds its path and is in words for the IT admin. */
export type NamedFile<T> =
  { readonly kind: 'ok'; readonly content: T } | { readonly kind: 'bad'; readonly problem: string }

const maximumBytes = 1024 * 1024

/** The text of a file of at most 1 MB. */
export function readNamedFile(path: string): NamedFile<string> {
  return orProblem(path, (size) =>
    size > maximumBytes
      ? { kind: 'bad', problem: `is larger than 1 MB: ${path}` }
      : { kind: 'ok', content: readFileSync(path, 'utf8') },
  )
}

/** Finds out whether a file could be read, and reads nothing. */
export function openNamedFile(path: string): NamedFile<null> {
  return orProblem(path, () => {
    closeSync(openSync(path, 'r'))
    return { kind: 'ok', content: null }
  })
}

/** How large a file is, in bytes. */
export function sizeOfNamedFile(path: string): NamedFile<number> {
  return orProblem(path, (size) => ({ kind: 'ok', content: size }))
}

function orProblem<T>(path: string, read: (size: number) => NamedFile<T>): NamedFile<T> {
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return { kind: 'bad', problem: `is a folder, not a file: ${path}` }
    // Opening a pipe or a device could wait for ever.
    if (!stat.isFile()) return { kind: 'bad', problem: `is not an ordinary file: ${path}` }
    return read(stat.size)
  } catch (error) {
    return { kind: 'bad', problem: `${whyUnreadable(errorCode(error))}: ${path}` }
  }
}

function whyUnreadable(code: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'file not found'
    case 'EACCES':
    case 'EPERM':
      return 'this account may not read the file'
    case 'UNKNOWN':
      return 'the file can not be reached, or not now; Windows does not say why (UNKNOWN)'
    default:
      return `the file can not be read (${code})`
  }
}
