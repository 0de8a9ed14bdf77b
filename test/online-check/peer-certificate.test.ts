import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { lookAtPeer } from '../../electron/online-check/peer-certificate.ts'
import { authority } from '../support/certificates.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { answerOf, startRawServer } from '../support/raw-server.ts'

let server: HttpsTenant

beforeAll(async () => {
  server = await startHttpsTenant()
})
afterAll(() => server.close())

test('the named issuer is the one seen through the proxy, as the requests go', async () => {
  const asked: (string | undefined)[] = []
  const proxy = createServer()
  proxy.on('connect', ({ url }, socket) => {
    asked.push(url)
    const onward = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const way = `PROXY 127.0.0.1:${(proxy.address() as AddressInfo).port}; DIRECT`
  // Only the proxy knows who that is.
  expect(await lookAtPeer('https://graph.invalid/', way)).toMatchObject({ issuer: authority })
  expect(asked).toEqual(['graph.invalid:443'])
})

test('no issuer is named if the proxy opens no tunnel or does not speak HTTP', async () => {
  const refusing = await startRawServer((_, socket) => socket.write(answerOf('403 Forbidden')))
  onTestFinished(() => refusing.close())
  expect(await lookAtPeer(server.url, `PROXY ${refusing.address}`)).toBe(undefined)
  expect(refusing.requests).toHaveLength(1)
  expect(await lookAtPeer(server.url, 'SOCKS5 127.0.0.1:1080')).toBe(undefined)
  expect(await lookAtPeer(server.url, 'DIRECT')).toMatchObject({ issuer: authority })
})
