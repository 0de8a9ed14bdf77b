import type { Readable } from 'node:stream'
import type { IncomingMessage } from 'electron'

/** What a `Response` cannot hold: the answer of something that does not speak HTTP as it is defined (200–599). */
export class UnusableStatus extends Error {
  readonly code = 'ERR_HTTP_STATUS'

  constructor(status: number) {
    super(`the answer has status ${status}, which HTTP does not know`)
  }
}

export interface ResponseParts {
  /** Of the request. */
  readonly method: string
  /** Ends the exchange. */
  readonly abort: () => void
  /** What reading the body fails with once it is aborted. */
  readonly signal: AbortSignal | undefined
}

const noBodyStatuses = [204, 205, 304]

/** Chromium's answer as the `Response` that Node's fetch would give. Throws `UnusableStatus`. */
export function responseOf(message: IncomingMessage, { method, abort, signal }: ResponseParts): Response {
  // An IncomingMessage is a Readable stream, although electron.d.ts does not say so
  // (`lib/common/api/net-client-request.ts`).
  const stream = message as unknown as Readable
  // Nobody may be reading when the connection breaks; whoever reads is told.
  stream.on('error', () => undefined)
  const { statusCode: status } = message
  if (!(status >= 200 && status <= 599)) throw new UnusableStatus(status)
  const headers = headersOf(message.headers)
  if (noBodyStatuses.includes(status) || method === 'HEAD') {
    stream.resume()
    return new Response(null, { status, headers })
  }
  return new Response(bodyOf(stream, abort, signal), { status, headers })
}

/** A redirect that is not followed. */
export function redirectResponse(
  status: number,
  redirectUrl: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Response {
  const kept = headersOf(headers)
  // As Chromium understood it: absolute, in ASCII.
  kept.set('location', redirectUrl)
  return new Response(null, { status, headers: kept })
}

/**
 * Electron decodes names and values as UTF-8 (`shell/common/gin_converters/net_converter.cc`), so that any character
 * may be in them; `Headers` takes no more than U+00FF and no control characters. Cookies are left out.
 */
function headersOf(headers: Readonly<Record<string, string | readonly string[]>>): Headers {
  const clean = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) || name.toLowerCase() === 'set-cookie') continue
    const text = typeof value === 'string' ? value : value.join(', ')
    clean.set(name, text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?'))
  }
  return clean
}

/** Takes from the network only what is read. */
function bodyOf(
  stream: Readable,
  abort: () => void,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await chunks.next()
          if (done === true) controller.close()
          else controller.enqueue(new Uint8Array(value))
        } catch (error) {
          throw signal?.aborted === true ? signal.reason : error
        }
      },
      cancel: abort,
    },
    { highWaterMark: 0 },
  )
}
