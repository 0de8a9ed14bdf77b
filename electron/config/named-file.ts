import { noAnswerWords, type Answer, type FileFailure, type Files } from '../files/files.ts'
import { echoedPath } from '../base/text/echo.ts'

/** A file the config names. `problem` is for the IT admin and includes the path. */
export type NamedFile<T> =
  { readonly kind: 'ok'; readonly content: T } | { readonly kind: 'bad'; readonly problem: string }

/** Checks whether a file can be opened for reading; reads nothing. */
export async function openNamedFile(path: string, files: Files): Promise<NamedFile<null>> {
  return orProblem(path, await files.tryOpen(path), 'is too large')
}

/** Reads a file of at most `maxBytes` bytes; `tooLarge` is the problem text for a larger one. */
export async function readNamedBytes(
  path: string,
  files: Files,
  { maxBytes, tooLarge }: { readonly maxBytes: number; readonly tooLarge: string },
): Promise<NamedFile<Uint8Array>> {
  return orProblem(path, await files.read(path, maxBytes), tooLarge)
}

function orProblem<T>(path: string, answer: Answer<T>, tooLarge: string): NamedFile<T> {
  return answer.kind === 'ok'
    ? { kind: 'ok', content: answer.value }
    : { kind: 'bad', problem: `${whyUnreadable(answer.failure, tooLarge)}: ${echoedPath(path)}` }
}

/** `tooLarge`: the words for a file that is too large. */
export function whyUnreadable(failure: FileFailure, tooLarge: string): string {
  switch (failure.kind) {
    case 'system':
      return wordsOfCode(failure.code)
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
      return `the file cannot be read (${failure.code})`
    default:
      return failure satisfies never
  }
}

function wordsOfCode(code: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'file not found'
    case 'EACCES':
    case 'EPERM':
      return 'this account may not read the file'
    case 'UNKNOWN':
      return 'the file cannot be reached, at least not now; Windows gives no reason (UNKNOWN)'
    default:
      return `the file cannot be read (${code})`
  }
}
