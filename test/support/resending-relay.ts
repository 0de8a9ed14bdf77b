import { Agent, createServer, request as httpsRequest, type ServerOptions } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ResendingRelay {
  readonly port: number
  /** How often it has sent a request a second time. */
  readonly resent: number
  close(): Promise<void>
}

/**
 * A way to `targetPort` on loopback that does on its own what Chromium does (`net/http/http_network_transaction.cc`,
 * ShouldResendRequest): a request, whatever its method, that went out on a kept connection which then ended before the
 * answer's headers is sent once more, on a new connection. Whoever asked sees one answer.
 */
export async function startResendingRelay(
  targetPort: number,
  tls: Pick<ServerOptions, 'cert' | 'key' | 'ca'>,
): Promise<ResendingRelay> {
  const agent = new Agent({ keepAlive: true, ca: tls.ca })
  let resent = 0
  const server = createServer(tls, (asked, reply) => void relay(asked, reply))

  const relay = async (asked: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(Buffer.from(chunk as Uint8Array))
    const send = (): void => {
      const { method, url: path, headers } = asked
      const sent = httpsRequest({ host: '127.0.0.1', port: targetPort, method, path, headers, agent })
      sent.on('response', (answer) => {
        reply.writeHead(answer.statusCode ?? 0, answer.rawHeaders)
        answer.pipe(reply)
        answer.on('error', () => reply.destroy())
      })
      sent.on('error', () => {
        if (!sent.reusedSocket || reply.headersSent) {
          reply.destroy()
          return
        }
        resent += 1
        send()
      })
      sent.end(Buffer.concat(chunks))
    }
    send()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get resent() {
      return resent
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      agent.destroy()
      await closed
    },
  }
}
