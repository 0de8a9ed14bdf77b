import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { AlertMessage } from '../../electron/alerts/alert-message.ts'
import { makeServerCertificate } from './certificates.ts'
import { httpsFetch } from './https-fetch.ts'

/** What the receiver does with a post that it has read whole. */
export type Receipt =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection ends without an answer. */
  | 'closes'
  /** No answer comes, and the connection stays. */
  | 'hangs'

export interface Received {
  readonly path: string
  readonly contentType: string
  readonly text: string
  readonly receipt: Receipt
}

/** A webhook over HTTPS on loopback, with a throw-away authority that only `fetch` trusts. */
export interface WebhookReceiver {
  readonly url: string
  readonly caPem: string
  readonly fetch: ReturnType<typeof httpsFetch>['fetch']
  readonly received: readonly Received[]
  /** How many posts it holds without an answer. */
  readonly hanging: number
  /** The messages it has taken, as JSON. */
  readonly taken: () => readonly AlertMessage[]
  /** The result of each post from now on; the last one applies to all later ones. */
  answers(...receipts: readonly Receipt[]): void
  goDown(): Promise<void>
  goUp(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const { certificatePem, privateKeyPem, caPem } = await makeServerCertificate()
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let receipts: Receipt[] = [{ status: 202 }]
  let hanging = 0
  const server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const receipt = (receipts.length > 1 ? receipts.shift() : receipts[0]) ?? 'hangs'
      received.push({
        path: request.url ?? '',
        contentType: request.headers['content-type'] ?? '',
        text: Buffer.concat(chunks).toString(),
        receipt,
      })
      if (receipt === 'closes') request.socket.destroy()
      else if (receipt === 'hangs') {
        hanging += 1
        response.once('close', () => (hanging -= 1))
      } else response.writeHead(receipt.status, receipt.headers).end(receipt.body)
    })
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const goDown = async (): Promise<void> => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const trusting = httpsFetch(caPem)
  onTestFinished(async () => {
    trusting.close()
    await goDown()
  })
  return {
    url: `https://127.0.0.1:${port}/workflows/secret-part?sig=known-to-the-kiosk-alone`,
    caPem,
    fetch: trusting.fetch,
    received,
    get hanging() {
      return hanging
    },
    taken: () =>
      received.flatMap(({ text, receipt }) =>
        typeof receipt === 'object' && receipt.status >= 200 && receipt.status < 300
          ? [JSON.parse(text) as AlertMessage]
          : [],
      ),
    answers: (...next) => {
      receipts = [...next]
    },
    goDown,
    goUp: () => listen(port),
  }
}
