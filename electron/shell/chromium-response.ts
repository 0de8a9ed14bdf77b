import type { Readable } from 'node:stream'
import type { IncomingMessage } from 'electron'

/** A status that `Response` cannot represent (outside 200–599): the other side does not speak proper HTTP. */
export class UnusableStatus extends Error {
  readonly code = 'ERR_HTTP_STATUS'

  constructor(status: number) {
    super(`the answer has the invalid HTTP status ${status}`)
  }
}

export interface ResponseParts {
  /** The request's method. */
  readonly method: string
  /** Aborts the exchange. */
  readonly abort: () => void
  /** When aborted, reading the body rejects with its reason. */
  readonly signal: AbortSignal | undefined
}

const noBodyStatuses = [204, 205, 304]

/** Converts Chromium's answer to the `Response` that Node's fetch would return. Throws `UnusableStatus`. */
export function responseOf(message: IncomingMessage, { method, abort, signal }: ResponseParts): Response {
  // An IncomingMessage is a Readable stream, although electron.d.ts does not declare it
  // (`lib/common/api/net-client-request.ts`).
  const stream = message as unknown as Readable
  // The connection may break while nobody is reading; readers still get the error.
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

/** Converts a redirect that is not followed. */
export function redirectResponse(
  status: number,
  redirectUrl: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Response {
  const kept = headersOf(headers)
  // Chromium's normalized URL: absolute, in ASCII.
  kept.set('location', redirectUrl)
  return new Response(null, { status, headers: kept })
}

/**
 * Electron decodes names and values as UTF-8 (`shell/common/gin_converters/net_converter.cc`), so they may
 * contain any character; `Headers` accepts nothing above U+00FF and no control characters. Cookies are
 * dropped.
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

/** A pull stream: reads from the network only on demand. */
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
