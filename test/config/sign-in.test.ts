import { rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSignIn, type SignIn } from '../../electron/config/sign-in.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { KioskFolder, makeCertificate, type Pem } from './kiosk-folder.ts'

let old: Pem
let renewed: Pem
let folder: KioskFolder

beforeAll(async () => {
  old = await makeCertificate()
  renewed = await makeCertificate(-1, 700)
})
beforeEach(() => {
  folder = new KioskFolder(old)
})
afterEach(() => folder.remove())

const minuteMs = 60_000

test('a certificate that IT replaces is taken within a minute, without a start', async () => {
  const { signIn, clock, log } = opened()
  expect(pemOf(signIn)).toEqual(old)
  folder.write('kiosk.pem', renewed.certificate)
  folder.write('kiosk.key', renewed.privateKey)
  await clock.advance(minuteMs)
  expect(pemOf(signIn)).toEqual(renewed)
  expect(signIn.certificate()?.validToMs).toBeGreaterThan(Date.now() + 690 * 24 * 60 * minuteMs)
  expect(log.of('certificate.taken')).toMatchObject([
    { thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/) as string },
  ])
  expect(log.text()).not.toContain('PRIVATE')
})

test('of two files replaced one after the other the half is not taken, and the last good pair stays', async () => {
  const { signIn, clock, log } = opened()
  folder.write('kiosk.pem', renewed.certificate)
  await clock.advance(minuteMs)
  expect(pemOf(signIn)).toEqual(old)
  expect(signIn.certificate()?.problem).toContain('is not the private key of the certificate')
  await clock.advance(10 * minuteMs)
  expect(log.of('certificate.not-taken')).toHaveLength(1)
  folder.write('kiosk.key', renewed.privateKey)
  await clock.advance(minuteMs)
  expect(pemOf(signIn)).toEqual(renewed)
  expect(signIn.certificate()?.problem).toBeUndefined()
})

test('files that go, are emptied or damaged cost nothing until the program starts anew', async () => {
  const { signIn, clock } = opened()
  const key = path.join(folder.path, 'kiosk.key')
  for (const spoil of [
    () => rmSync(key),
    () => folder.write('kiosk.key', ''),
    () => folder.write('kiosk.key', 'x'),
  ]) {
    spoil()
    await clock.advance(minuteMs)
    expect(pemOf(signIn)).toEqual(old)
    expect(signIn.certificate()?.problem).toContain('signIn.privateKeyPath')
  }
  folder.write('kiosk.key', old.privateKey)
  await clock.advance(minuteMs)
  expect(signIn.certificate()?.problem).toBeUndefined()
})

test('files that were only touched are no news', async () => {
  const { clock, log } = opened()
  utimesSync(path.join(folder.path, 'kiosk.key'), 1, 1)
  await clock.advance(minuteMs)
  expect(log.lines).toEqual([])
})

test('who has stopped looks no more', async () => {
  const { signIn, clock } = opened()
  signIn.stop()
  expect(clock.waiting).toBe(0)
  await clock.advance(minuteMs)
})

test('a client secret is handed on, and nothing is known of when it expires', () => {
  const options = { platform: 'linux', clock: createVirtualClock(), log: createCollectedLog() } as const
  const answer = openSignIn({ kind: 'secret', secret: 'hush' }, options)
  if (answer.kind !== 'ok') throw new Error('not opened')
  expect(answer.signIn.credential()).toEqual({ kind: 'secret', secret: 'hush' })
  expect(answer.signIn.certificate()).toBeUndefined()
})

test('files that went since the config was read are a problem, told as in the config', () => {
  rmSync(path.join(folder.path, 'kiosk.key'))
  const options = {
    platform: 'linux',
    clock: createVirtualClock(Date.now()),
    log: createCollectedLog(),
  } as const
  expect(openSignIn(named(), options)).toMatchObject({
    kind: 'bad',
    problems: [{ key: 'signIn.privateKeyPath' }],
  })
})

function opened() {
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const answer = openSignIn(named(), { platform: 'linux', clock, log })
  if (answer.kind !== 'ok') throw new Error('not opened')
  return { signIn: answer.signIn, clock, log }
}

function named() {
  return {
    kind: 'certificate',
    certificatePath: path.join(folder.path, 'kiosk.pem'),
    privateKeyPath: path.join(folder.path, 'kiosk.key'),
    thumbprint: '',
    validToMs: 0,
  } as const
}

function pemOf(signIn: SignIn): Pem {
  const credential = signIn.credential()
  if (credential.kind !== 'certificate') throw new Error('no certificate')
  return { certificate: credential.certificatePem, privateKey: credential.privateKeyPem }
}
