import type { Fetch } from '../base/fetch.ts'
import { ConnectionLost, type ConnectionProblem } from './injected-faults.ts'

/** Calls a handler instead of the network. An aborted request is processed, but its answer is dropped. */
export function inProcessFetch(handle: (request: Request) => Promise<Response>): Fetch {
  return async (url, init) => {
    const { signal, ...rest } = init ?? {}
    signal?.throwIfAborted()
    const answer = answerOrNetworkError(handle, new Request(url, rest))
    if (!signal) return answer
    const settled = new AbortController()
    try {
      return await Promise.race([answer, rejectWhenAborted(signal, settled.signal)])
    } finally {
      settled.abort()
    }
  }
}

async function answerOrNetworkError(
  handle: (request: Request) => Promise<Response>,
  request: Request,
): Promise<Response> {
  try {
    return await handle(request)
  } catch (problem) {
    if (problem instanceof ConnectionLost) throw networkError(problem.problem, new URL(request.url))
    throw problem
  }
}

async function rejectWhenAborted(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: settled })
  })
  signal.throwIfAborted()
  throw new ConnectionLost('reset')
}

/** What Node's `fetch` rejects with: a TypeError whose cause is the system error. */
function networkError(problem: ConnectionProblem, url: URL): TypeError {
  const causes = {
    refused: { code: 'ECONNREFUSED', syscall: 'connect' },
    reset: { code: 'ECONNRESET', syscall: 'read' },
    'no-such-host': { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
  } as const
  const { code, syscall } = causes[problem]
  const cause = Object.assign(new Error(`${syscall} ${code} ${url.host}`), { code, syscall })
  return new TypeError('fetch failed', { cause })
}
