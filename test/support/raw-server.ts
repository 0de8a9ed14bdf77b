import { createServer, type AddressInfo, type Socket } from 'node:net'

/** One HTTP/1.1 request as received. */
export interface RawRequest {
  /** Request line and headers, with lower-case names. */
  readonly head: string
  readonly body: string
  /** Which connection it came over, from 1. */
  readonly connection: number
}

/** A server on loopback that answers with whatever bytes a test wants, for answers no HTTP library would send. */
export interface RawServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string
  /** `host:port`. */
  readonly address: string
  readonly requests: readonly RawRequest[]
  readonly openConnections: number
  close(): Promise<void>
}

export async function startRawServer(
  answer: (request: RawRequest, socket: Socket) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const requests: RawRequest[] = []
  let connections = 0
  const server = createServer((socket) => {
    const connection = (connections += 1)
    let bytes = Buffer.alloc(0)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Clients may disconnect at any time.
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      for (;;) {
        const end = bytes.indexOf('\r\n\r\n')
        if (end === -1) return
        const head = bytes
          .subarray(0, end)
          .toString('latin1')
          .replaceAll(/^[^:\r\n]+:/gm, lowerCase)
        const length = Number(/^content-length: *(\d+)/m.exec(head)?.[1] ?? 0)
        if (bytes.length < end + 4 + length) return
        const body = bytes.subarray(end + 4, end + 4 + length).toString()
        bytes = bytes.subarray(end + 4 + length)
        const request = { head, body, connection }
        requests.push(request)
        answer(request, socket)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${address}`,
    address,
    requests,
    get openConnections() {
      return sockets.size
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function lowerCase(name: string): string {
  return name.startsWith('GET ') || name.startsWith('POST ') || name.startsWith('CONNECT ')
    ? name
    : name.toLowerCase()
}

/** An answer's bytes. Text is UTF-8; `latin1` puts bytes above 0x7F on the wire as they are. */
export function answerOf(
  status: string,
  headers: readonly string[] = [],
  body = '',
  encoding: 'utf8' | 'latin1' = 'utf8',
): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return Buffer.from([`HTTP/1.1 ${status}`, ...headers, length, '', body].join('\r\n'), encoding)
}
