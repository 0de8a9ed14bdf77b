import type { ParentLink } from '../base/process/parent-link.ts'
import { answered, digestOf, failureOf, wholeOf } from './direct-files.ts'
import type { FromFileProcess, ToFileProcess } from './file-protocol.ts'
import type { Answer, Files } from './files.ts'

/** Often enough for a caller who waits ten seconds. */
const progressEveryMs = 1_000

type Requested<Type extends ToFileProcess['type']> = Extract<ToFileProcess, { readonly type: Type }>

/** Controls of a request in progress. */
interface Ongoing {
  more(): void
  enough(): void
}

/** Serves the kiosk's requests with `files`. */
export function serveFiles(kiosk: ParentLink<FromFileProcess>, files: Files): void {
  const ongoing = new Map<number, Ongoing>()

  const take = (request: ToFileProcess): void => {
    const { id } = request
    switch (request.type) {
      case 'look':
        reply(id, files.look(request.path), (look) => ({ type: 'look', id, look }))
        return
      case 'list':
        reply(id, files.list(request.path, request.maxNames), (names) => ({
          type: 'names',
          id,
          names: [...names],
        }))
        return
      case 'tryOpen':
        reply(id, files.tryOpen(request.path), () => ({ type: 'done', id }))
        return
      case 'read':
        reply(
          id,
          answered(() => wholeOf(noted(request))),
          (bytes) => ({ type: 'bytes', id, bytes }),
        )
        return
      case 'digest':
        reply(
          id,
          answered(() => digestOf(noted(request))),
          (digest) => ({ type: 'digest', id, digest }),
        )
        return
      case 'pieces':
        void stream(request)
        return
      case 'watch':
        void watch(request)
        return
      case 'more':
        ongoing.get(id)?.more()
        return
      case 'enough':
        ongoing.get(id)?.enough()
        ongoing.delete(id)
        return
      default:
        request satisfies never
    }
  }

  const reply = <T>(id: number, answer: Promise<Answer<T>>, message: (value: T) => FromFileProcess): void => {
    void answer.then((result) =>
      kiosk.send(
        result.kind === 'ok' ? message(result.value) : { type: 'failed', id, failure: result.failure },
      ),
    )
  }

  /** Yields the pieces of a file and reports progress. */
  async function* noted({ id, path, maxBytes }: Requested<'read' | 'digest'>): AsyncGenerator<Uint8Array> {
    const ended = new AbortController()
    ongoing.set(id, { more: () => undefined, enough: () => ended.abort() })
    let toldMs = performance.now()
    try {
      for await (const piece of files.pieces(path, maxBytes, ended.signal)) {
        yield piece
        if (performance.now() - toldMs < progressEveryMs) continue
        toldMs = performance.now()
        kiosk.send({ type: 'progress', id })
      }
    } finally {
      ongoing.delete(id)
    }
  }

  const stream = async ({ id, path, maxBytes, ahead }: Requested<'pieces'>): Promise<void> => {
    const ended = new AbortController()
    const { signal } = ended
    let credit = ahead
    let wake = (): void => undefined
    ongoing.set(id, {
      more: () => {
        credit += 1
        wake()
      },
      enough: () => {
        ended.abort()
        wake()
      },
    })
    try {
      for await (const bytes of files.pieces(path, maxBytes, signal)) {
        while (credit === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
        signal.throwIfAborted()
        credit -= 1
        kiosk.send({ type: 'piece', id, bytes })
      }
      kiosk.send({ type: 'done', id })
    } catch (error) {
      if (!signal.aborted) kiosk.send({ type: 'failed', id, failure: failureOf(error) })
    } finally {
      ongoing.delete(id)
    }
  }

  const watch = async ({ id, path }: Requested<'watch'>): Promise<void> => {
    const ended = new AbortController()
    ongoing.set(id, { more: () => undefined, enough: () => ended.abort() })
    const answer = await files.watch(path, {
      changed: () => kiosk.send({ type: 'changed', id }),
      lost: () => {
        ongoing.delete(id)
        kiosk.send({ type: 'watch-lost', id })
      },
    })
    if (answer.kind === 'failed') {
      ongoing.delete(id)
      kiosk.send({ type: 'failed', id, failure: answer.failure })
      return
    }
    ended.signal.addEventListener('abort', () => answer.value.close())
    if (ended.signal.aborted) answer.value.close()
    else kiosk.send({ type: 'done', id })
  }

  // Not validated: the messages come from the kiosk, which started this process from the same build.
  kiosk.onMessage((message) => take(message as ToFileProcess))
  kiosk.send({ type: 'ready' })
}
