import assert from 'node:assert/strict'
import type { Session } from 'electron'
import { conformanceCase } from '../conformance-case.ts'

const sessionCc = 'shell/browser/api/electron_api_session.cc'
const permissions = 'shell/browser/electron_permission_manager.cc'
const protocolCc = 'shell/browser/api/electron_api_protocol.cc'
const partition = 'conformance'

/** Sessions, what pages may do in them, and the schemes they know. */
export const sessions = [
  conformanceCase({
    name: 'there is no session before Electron is ready',
    uses: ['Session.fromPartition', 'Session.defaultSession'],
    sources: [{ path: sessionCc, at: 'FromPartition: is_ready' }],
    run: async ({ electron: { session }, ready }) => {
      assert.throws(() => session.fromPartition(partition), /when app is ready/)
      assert.throws(() => session.defaultSession, /when app is ready/)
      await ready()
      assert.equal(session.fromPartition(partition), session.fromPartition(partition))
      assert.equal(session.defaultSession, session.fromPartition(''))
    },
  }),
  conformanceCase({
    name: 'each session is told once, before it is handed out',
    uses: ['App#session-created', 'Session.fromPartition'],
    sources: [{ path: sessionCc, at: 'FromOrCreate: session-created, without an event' }],
    run: async ({ electron, ready }) => {
      const told: Session[] = []
      electron.app.on('session-created', (created) => told.push(created))
      await ready()
      const before = told.length
      const made = electron.session.fromPartition(partition)
      electron.session.fromPartition(partition)
      assert.deepEqual(told.slice(before), [made])
    },
  }),
  conformanceCase({
    name: 'a window’s page lives in the session of its partition',
    uses: ['WebPreferences.partition', 'Session.fromPartition'],
    sources: [{ path: 'shell/browser/api/electron_api_web_contents.cc', at: 'WebContents: kPartition' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const { window } = await openPage({ webPreferences: { partition } })
      assert.equal(window.webContents.session, electron.session.fromPartition(partition))
    },
  }),
  conformanceCase({
    name: 'what a page asks for is granted where there is no handler, and as the handler says where there is',
    uses: ['Session.setPermissionRequestHandler'],
    sources: [{ path: permissions, at: 'RequestPermissionsWithDetails' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const open = await openPage({ webPreferences: { partition: 'without-handler' } })
      assert.equal(await open.does({ kind: 'ask-permission' }), 'granted')
      const asked: string[] = []
      electron.session.fromPartition(partition).setPermissionRequestHandler((_contents, name, callback) => {
        asked.push(name)
        callback(false)
      })
      const page = await openPage({ webPreferences: { partition } })
      assert.equal(await page.does({ kind: 'ask-permission' }), 'denied')
      assert.deepEqual(asked, ['notifications'])
    },
  }),
  conformanceCase({
    name: 'a permission that is looked up is as the check handler says',
    uses: ['Session.setPermissionCheckHandler'],
    sources: [{ path: permissions, at: 'CheckPermissionWithDetails' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      electron.session.fromPartition(partition).setPermissionCheckHandler(() => false)
      const page = await openPage({ webPreferences: { partition } })
      assert.equal(await page.does({ kind: 'look-up-permission' }), 'denied')
    },
  }),
  conformanceCase({
    name: 'a device is allowed as its handler says, and a Bluetooth device is paired with by nobody without one',
    uses: ['Session.setDevicePermissionHandler', 'Session.setBluetoothPairingHandler', 'Response.confirmed'],
    sources: [{ path: permissions, at: 'CheckDevicePermission, CheckBluetoothDevicePair' }],
    onlyOnTheFake: 'needs devices',
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const own = electron.session.fromPartition(partition)
      const page = await openPage({ webPreferences: { partition } })
      assert.equal(await page.does({ kind: 'pair-bluetooth' }), false)
      own.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: true }))
      assert.equal(await page.does({ kind: 'pair-bluetooth' }), true)
      own.setDevicePermissionHandler(() => true)
      assert.equal(await page.does({ kind: 'use-device' }), true)
      own.setDevicePermissionHandler(() => false)
      assert.equal(await page.does({ kind: 'use-device' }), false)
    },
  }),
  conformanceCase({
    name: 'a download is told before it begins, and prevented it does not',
    uses: ['Session#will-download', 'Event.preventDefault'],
    sources: [{ path: sessionCc, at: 'OnDownloadCreated' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let told = 0
      electron.session.fromPartition(partition).on('will-download', (event) => {
        event.preventDefault()
        told += 1
      })
      const page = await openPage({ webPreferences: { partition } })
      await page.does({ kind: 'download' })
      await until('will-download', () => told === 1)
    },
  }),
  conformanceCase({
    name: 'every request of a page is asked about, and cancelled it fails',
    uses: [
      'Session.webRequest',
      'WebRequest.onBeforeRequest',
      'OnBeforeRequestListenerDetails.url',
      'CallbackResponse.cancel',
    ],
    sources: [{ path: 'shell/browser/api/electron_api_web_request.cc', at: 'OnBeforeRequest' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const asked: string[] = []
      const page = await openPage({ webPreferences: { partition } })
      electron.session.fromPartition(partition).webRequest.onBeforeRequest(({ url }, callback) => {
        asked.push(url)
        callback({ cancel: true })
      })
      const url = 'https://elsewhere.example/'
      assert.equal(await page.does({ kind: 'fetch', url }), 'refused')
      assert.deepEqual(asked, [url])
    },
  }),
  conformanceCase({
    name: 'a certificate of the account is handed out unless that is prevented',
    uses: ['App#select-client-certificate', 'Event.preventDefault'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'SelectClientCertificate' }],
    onlyOnTheFake: 'needs a certificate in the account’s store and a server that asks for it',
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const page = await openPage()
      assert.equal(await page.does({ kind: 'need-certificate' }), 'the first')
      electron.app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
        event.preventDefault()
        callback()
      })
      assert.equal(await page.does({ kind: 'need-certificate' }), 'none')
    },
  }),
  conformanceCase({
    name: 'schemes are given privileges before Electron is ready, and not afterwards',
    uses: [
      'Protocol.registerSchemesAsPrivileged',
      'CustomScheme.scheme',
      'CustomScheme.privileges',
      'Privileges.standard',
      'Privileges.secure',
    ],
    sources: [{ path: protocolCc, at: 'RegisterSchemesAsPrivileged: is_ready' }],
    run: async ({ electron: { protocol }, ready }) => {
      const schemes = [{ scheme: 'another', privileges: { standard: true, secure: true } }]
      protocol.registerSchemesAsPrivileged(schemes)
      await ready()
      assert.throws(() => protocol.registerSchemesAsPrivileged(schemes), /before app is ready/)
    },
  }),
  conformanceCase({
    name: 'a scheme is handled in one session, once',
    uses: ['Session.protocol', 'Protocol.handle'],
    sources: [{ path: 'lib/browser/api/protocol.ts', at: 'handle: Failed to register protocol' }],
    run: async ({ electron: { session }, ready }) => {
      await ready()
      const own = session.fromPartition(partition).protocol
      own.handle('conformance-scheme', () => new Response('here'))
      assert.throws(() => own.handle('conformance-scheme', () => new Response('again')), /register protocol/)
      assert.equal(own.isProtocolHandled('conformance-scheme'), true)
      assert.equal(session.fromPartition('another').protocol.isProtocolHandled('conformance-scheme'), false)
    },
  }),
]
