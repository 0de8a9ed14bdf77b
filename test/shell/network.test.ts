import { expect, test } from 'vitest'
import { createFakeElectron, withElectron } from '../fakes/electron/index.ts'

test('a request goes out over Chromium, without cookies', async () => {
  const { fake, fetch } = await network()
  await fetch('https://graph.microsoft.com/v1.0/', { method: 'GET' })
  expect(fake.calls.at(-1)).toEqual({
    what: 'net.fetch',
    args: ['https://graph.microsoft.com/v1.0/', { credentials: 'omit', method: 'GET' }],
  })
})

test('a redirect that is not to be followed is answered as one, as Node does', async () => {
  const { fake, fetch } = await network()
  fake.network.answer = () => Promise.reject(new Error('Redirect was cancelled'))
  expect((await fetch('https://graph.microsoft.com/', { redirect: 'manual' })).status).toBe(302)
})

test('any other failure is a failure', async () => {
  const { fake, fetch } = await network()
  fake.network.answer = () => Promise.reject(new Error('net::ERR_PROXY_CONNECTION_FAILED'))
  await expect(fetch('https://graph.microsoft.com/', { redirect: 'manual' })).rejects.toThrow('ERR_PROXY')
})

test('connections that may lead nowhere are closed where the requests go out', async () => {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const { closeConnections } = await withElectron(fake, () => import('../../electron/shell/network.ts'))
  closeConnections()
  expect(fake.calls).toEqual([{ what: 'session.closeAllConnections', args: [''] }])
})

async function network() {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const { electronFetch } = await withElectron(fake, () => import('../../electron/shell/network.ts'))
  return { fake, fetch: electronFetch }
}
