import type { Answer, Files } from '../files/files.ts'
import { whyUnreadable } from '../files/why-unreadable.ts'
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
