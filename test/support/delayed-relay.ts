import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface DelayedRelay {
  readonly port: number
  close(): Promise<void>
}

/**
 * A way to `targetPort` on loopback that is as long as `roundTripMs`: what leaves arrives half of it later, each way,
 * and the first bytes of a connection wait for the round trip that a TCP handshake takes. TLS and HTTP on it then
 * cost what they cost over such a line, a new connection two round trips more than one that is open.
 */
export async function startDelayedRelay(targetPort: number, roundTripMs: number): Promise<DelayedRelay> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.setNoDelay(true)
    return socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    const upstream = keep(connect(targetPort, '127.0.0.1'))
    forward(keep(client), upstream, roundTripMs / 2, performance.now() + roundTripMs)
    forward(upstream, client, roundTripMs / 2, 0)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function forward(from: Socket, to: Socket, delayMs: number, openAtMs: number): void {
  const onTheWay: { readonly dueMs: number; readonly chunk: Buffer | undefined }[] = []
  let timer: NodeJS.Timeout | undefined
  const arrive = (): void => {
    timer = undefined
    for (let next = onTheWay[0]; next !== undefined; next = onTheWay[0]) {
      const waitMs = next.dueMs - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(arrive, waitMs)
        return
      }
      onTheWay.shift()
      if (next.chunk === undefined) to.end()
      else if (to.writable) to.write(next.chunk)
    }
  }
  const leave = (chunk: Buffer | undefined): void => {
    onTheWay.push({ dueMs: Math.max(performance.now(), openAtMs) + delayMs, chunk })
    if (timer === undefined) arrive()
  }
  from.on('data', leave)
  from.on('end', () => leave(undefined))
  from.on('error', () => to.destroy())
  from.on('close', () => setTimeout(() => to.destroy(), delayMs * 2 + 1000).unref())
}
