import { rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { checkCertificate } from '../../../electron/config/sign-in/credential.ts'
import { openSignIn, type SignIn } from '../../../electron/config/sign-in/open-sign-in.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { Files } from '../../../electron/files/files.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'
import { KioskFolder, makeCertificate, type Pem } from '../kiosk-folder.ts'

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
afterEach(() => {
  vi.unstubAllEnvs()
  folder.remove()
})

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

test('a certificate that IT replaces is used within a minute, without a restart', async () => {
  const { signIn, clock, log } = await opened()
  expect(pemOf(signIn)).toEqual(old)
  folder.write('kiosk.pem', renewed.certificate)
  folder.write('kiosk.key', renewed.privateKey)
  await looks(clock)
  expect(pemOf(signIn)).toEqual(renewed)
  expect(signIn.certificate()?.validToMs).toBeGreaterThan(Date.now() + 690 * 24 * 60 * minuteMs)
  expect(log.of('certificate.taken')).toMatchObject([
    { thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/) as string },
  ])
  expect(log.text()).not.toContain('PRIVATE')
})

test('while only one of two files is replaced, the last valid pair stays in use', async () => {
  const { signIn, clock, log } = await opened()
  folder.write('kiosk.pem', renewed.certificate)
  await looks(clock)
  expect(pemOf(signIn)).toEqual(old)
  expect(signIn.certificate()?.problem).toContain('is not the private key of the certificate')
  await looks(clock, 10)
  expect(log.of('certificate.not-taken')).toHaveLength(1)
  folder.write('kiosk.key', renewed.privateKey)
  await looks(clock)
  expect(pemOf(signIn)).toEqual(renewed)
  expect(signIn.certificate()?.problem).toBeUndefined()
})

test('removed, emptied or damaged files have no effect until the program restarts', async () => {
  const { signIn, clock } = await opened()
  const key = path.join(folder.path, 'kiosk.key')
  for (const spoil of [
    () => rmSync(key),
    () => folder.write('kiosk.key', ''),
    () => folder.write('kiosk.key', 'x'),
  ]) {
    spoil()
    await looks(clock)
    expect(pemOf(signIn)).toEqual(old)
    expect(signIn.certificate()?.problem).toContain('signIn.privateKeyPath')
  }
  folder.write('kiosk.key', old.privateKey)
  await looks(clock)
  expect(signIn.certificate()?.problem).toBeUndefined()
})

test('files on a share that does not answer are reported, and the last valid pair stays in use until it does', async () => {
  const failing = { ...directFiles }
  const { signIn, clock, log } = await opened('linux', failing)
  const noAnswer = () => Promise.resolve({ kind: 'failed', failure: { kind: 'no-answer' } } as const)
  Object.assign(failing, { look: noAnswer, read: noAnswer })
  await looks(clock, 3)
  expect(pemOf(signIn)).toEqual(old)
  expect(signIn.certificate()?.problem).toContain(
    'signIn.certificatePath did not answer within 10 s (a hung network share?)',
  )
  expect(log.of('certificate.not-taken')).toHaveLength(1)
  Object.assign(failing, directFiles)
  await looks(clock)
  expect(signIn.certificate()?.problem).toBeUndefined()
})

test('files with only a new timestamp are not reported', async () => {
  const { clock, log } = await opened()
  utimesSync(path.join(folder.path, 'kiosk.key'), 1, 1)
  await looks(clock)
  expect(log.lines).toEqual([])
})

test('after a stop nothing is checked', async () => {
  const { signIn, clock } = await opened()
  signIn.stop()
  expect(clock.waiting).toBe(0)
})

test('a stop during a check discards its result and ends the checks', async () => {
  const { signIn, clock, log } = await opened()
  folder.write('kiosk.pem', renewed.certificate)
  folder.write('kiosk.key', renewed.privateKey)
  const moving = clock.advance(minuteMs)
  signIn.stop()
  await moving
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(clock.waiting).toBe(0)
  expect(log.lines).toEqual([])
})

test('a certificate rejected for a temporary reason is used later, without a change of its files', async () => {
  const { signIn, clock, log } = await opened()
  clock.jumpWall(800 * dayMs)
  folder.write('kiosk.pem', renewed.certificate)
  folder.write('kiosk.key', renewed.privateKey)
  await looks(clock, 3)
  expect(pemOf(signIn)).toEqual(old)
  expect(signIn.certificate()?.problem).toContain('expired on')
  expect(log.of('certificate.not-taken')).toHaveLength(1)
  clock.jumpWall(-800 * dayMs)
  await looks(clock)
  expect(pemOf(signIn)).toEqual(renewed)
  expect(signIn.certificate()?.problem).toBeUndefined()
  expect(log.of('certificate.taken')).toHaveLength(1)
})

test('on Windows a full temporary folder stops nothing: the key is used, though its access rights are unknown', async () => {
  const { signIn, clock } = await opened('win32')
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, path.join(folder.path, 'not there'))
  folder.write('kiosk.pem', renewed.certificate)
  folder.write('kiosk.key', renewed.privateKey)
  await looks(clock)
  expect(pemOf(signIn)).toEqual(renewed)
})

test('a client secret is passed on, and its expiry is unknown', () => {
  const options = {
    platform: 'linux',
    files: directFiles,
    clock: createVirtualClock(),
    log: createCollectedLog(),
  } as const
  const signIn = openSignIn({ kind: 'secret', secret: 'hush' }, options)
  expect(signIn.credential()).toEqual({ kind: 'secret', secret: 'hush' })
  expect(signIn.certificate()).toBeUndefined()
})

test('the check done for the config is not repeated until a file changes', async () => {
  const counting = { ...directFiles }
  const read = vi.fn<Files['read']>((...asked) => directFiles.read(...asked))
  Object.assign(counting, { read })
  const { clock } = await opened('linux', counting)
  read.mockClear()
  await looks(clock, 3)
  expect(read).not.toHaveBeenCalled()
  folder.write('kiosk.pem', old.certificate)
  await looks(clock, 3)
  expect(read).toHaveBeenCalledTimes(2)
})

test('files removed since the config was read are reported at the first check, and their content stays in use', async () => {
  const { signIn, clock } = await opened()
  rmSync(path.join(folder.path, 'kiosk.key'))
  await looks(clock)
  expect(pemOf(signIn)).toEqual(old)
  expect(signIn.certificate()?.problem).toContain('signIn.privateKeyPath')
})

/** Each minute's look, up to its end: the files are real ones. */
async function looks(clock: VirtualClock, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    await clock.advance(minuteMs)
    await vi.waitFor(() => expect(clock.waiting).toBe(1), { timeout: 20_000, interval: 2 })
  }
}

async function opened(platform: NodeJS.Platform = 'linux', files: Files = directFiles) {
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const paths = {
    certificatePath: path.join(folder.path, 'kiosk.pem'),
    privateKeyPath: path.join(folder.path, 'kiosk.key'),
  }
  const { pair, filesState } = await checkCertificate(paths, { platform, files, nowMs: Date.now() })
  if (pair === undefined) throw new Error('not usable')
  const credential = { kind: 'certificate', ...paths, pair, filesState } as const
  return { signIn: openSignIn(credential, { platform, files, clock, log }), clock, log }
}

function pemOf(signIn: SignIn): Pem {
  const credential = signIn.credential()
  if (credential.kind !== 'certificate') throw new Error('no certificate')
  return { certificate: credential.certificatePem, privateKey: credential.privateKeyPem }
}
