import { noAnswerWords, type FileFailure } from './files.ts'

/** Why a file or folder could not be read, for the IT admin. `tooLarge`: the wording for one that is too large. */
export function whyUnreadable(
  failure: FileFailure,
  tooLarge = 'is too large',
  what: 'file' | 'folder' = 'file',
): string {
  switch (failure.kind) {
    case 'system':
      return wordsOfCode(failure.code, what)
    case 'folder':
      return 'is a folder, not a file'
    case 'not-ordinary':
      return 'is not an ordinary file'
    case 'too-large':
      return tooLarge
    case 'no-answer':
      return noAnswerWords
    case 'no-process':
      return `could not be read: the program's file process is not running (${failure.how})`
    case 'stopped':
      return 'was not read: the program is stopping'
    case 'fault':
      return `the ${what} cannot be read (${failure.code})`
    default:
      return failure satisfies never
  }
}

function wordsOfCode(code: string, what: 'file' | 'folder'): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `${what} not found`
    case 'EACCES':
    case 'EPERM':
      return `this account may not read the ${what}`
    case 'UNKNOWN':
      return `the ${what} cannot be reached, at least not now; Windows gives no reason (UNKNOWN)`
    default:
      return `the ${what} cannot be read (${code})`
  }
}
