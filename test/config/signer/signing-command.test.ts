import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkOffline } from '../../../electron/check/offline.ts'
import { loadConfig } from '../../../electron/config/load.ts'
import { openSignIn } from '../../../electron/config/sign-in/open-sign-in.ts'
import {
  createSigner,
  runSigner,
  type SignerOptions,
} from '../../../electron/config/signer/signing-command.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { filledInConfig, KioskFolder, makeCertificate, type Pem } from '../kiosk-folder.ts'
import { signingProgram, type SigningManner } from '../signing-program.ts'

let pem: Pem
let other: Pem
let folder: KioskFolder
let signing: ReturnType<typeof signingProgram>

beforeAll(async () => {
  ;[pem, other] = await Promise.all([makeCertificate(), makeCertificate()])
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  signing = signingProgram(folder.path)
})
afterEach(() => {
  vi.unstubAllEnvs()
  folder.remove()
})

const data = Buffer.from('eyJhbGciOiJQUzI1NiJ9.eyJhdWQiOiJodHRwczovL2xvZ2luIn0')
const noStop = new AbortController().signal

function options(manner: SigningManner, changes: Partial<SignerOptions> = {}): SignerOptions {
  return {
    command: signing.command(path.join(folder.path, 'kiosk.key'), manner),
    algorithm: 'PS256',
    certificatePem: pem.certificate,
    thumbprint: new X509Certificate(pem.certificate).fingerprint.replaceAll(':', ''),
    platform: process.platform,
    ...changes,
  }
}

async function failure(changed: SignerOptions, signal = noStop) {
  const outcome = await runSigner(changed, data, signal)
  return outcome.kind === 'failed' ? outcome.failure : outcome.kind
}

describe('a signature', () => {
  test.each(['PS256', 'RS256'] as const)('that is valid is returned (%s)', async (algorithm) => {
    const outcome = await runSigner(options('right', { algorithm }), data, noStop)
    expect(outcome).toMatchObject({ kind: 'signed' })
  })

  test('with a salt other than 32 bytes, as many TPMs make, is reported with its salt and never used', async () => {
    const wrong = { kind: 'wrong', algorithm: 'PS256' }
    expect(await failure(options('longest-salt'))).toEqual({
      ...wrong,
      fault: { kind: 'salt', saltBytes: 222 },
    })
    expect(await failure(options('no-salt'))).toEqual({ ...wrong, fault: { kind: 'salt', saltBytes: 0 } })
  })

  test('with the padding of the other algorithm is reported as such', async () => {
    expect(await failure(options('always-rs256'))).toMatchObject({
      fault: { kind: 'algorithm', found: 'RS256' },
    })
    expect(await failure(options('no-salt', { algorithm: 'RS256' }))).toMatchObject({
      fault: { kind: 'algorithm', found: 'PS256' },
    })
  })

  test('of other bytes by the right key is distinguished from one by another key', async () => {
    expect(await failure(options('hashes-twice'))).toMatchObject({ fault: { kind: 'other-bytes' } })
    folder.write('kiosk.key', other.privateKey)
    expect(await failure(options('right'))).toMatchObject({ fault: { kind: 'other-key' } })
  })

  test('that is empty, or mixed with other output, is reported as such', async () => {
    expect(await failure(options('empty'))).toMatchObject({ kind: 'not-base64' })
    expect(await failure(options('chatty'))).toMatchObject({ kind: 'not-base64' })
  })
})

describe('the command', () => {
  test('gets version, algorithm and thumbprint as arguments, the bytes on standard input, and no secret', async () => {
    vi.stubEnv('SHIFTS_KIOSK_CLIENT_SECRET', 'hush-hush')
    vi.stubEnv('SOMETHING_ELSE', 'hush-too')
    expect(await failure(options('tells-what-it-got'))).toBe('signed')
    const message = readFileSync(signing.notesPath, 'utf8')
    expect(JSON.parse(message)).toMatchObject({
      algorithm: 'PS256',
      thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/) as string,
      data: data.toString(),
      env: { PATH: process.env['PATH'] },
    })
    expect(message).not.toContain('hush')
  })

  test('that does not exist or is not executable is reported as such', async () => {
    expect(await failure(options('right', { command: ['/nonexistent/signer'] }))).toEqual({
      kind: 'not-found',
    })
    const file = folder.write('plain', '#!/bin/sh\n')
    expect(await failure(options('right', { command: [file] }))).toEqual({ kind: 'not-executable' })
  })

  test('whose interpreter does not exist is reported as not found', async () => {
    const file = folder.write('script', '#!/nonexistent/interpreter\n')
    chmodSync(file, 0o700)
    expect(await failure(options('right', { command: [file] }))).toEqual({ kind: 'not-found' })
  })

  test('that does not answer is killed after its timeout', async () => {
    expect(await failure(options('silent', { timeoutMs: 1_000 }))).toMatchObject({
      kind: 'timed-out',
      afterMs: 1_000,
    })
    expect(isAlive(Number(readFileSync(signing.notesPath, 'utf8')))).toBe(false)
  })

  test('that leaves a child behind holding its output is killed with that child', async () => {
    expect(await failure(options('leaves-a-child', { timeoutMs: 1_500 }))).toMatchObject({
      kind: 'timed-out',
    })
    await vi.waitFor(() => expect(isAlive(Number(readFileSync(signing.notesPath, 'utf8')))).toBe(false))
  })

  test('that writes endlessly is killed', async () => {
    expect(await failure(options('endless'))).toEqual({ kind: 'too-much-output' })
  })

  test('that fails: the end of its standard error is quoted, without the PIN and the data to sign', async () => {
    const signer = createSigner(options('fails'), noStop)
    const answer = await signer.sign(data, noStop)
    expect(answer).toMatchObject({ kind: 'failed', detail: expect.stringContaining('exit code 5') as string })
    const detail = answer.kind === 'failed' ? answer.detail : ''
    expect(detail).toContain('docs/deploy.md')
    expect(detail.length).toBeLessThan(700)
    for (const secret of ['482913', 'eyJhbGci', 'eyJhdWQ']) expect(detail).not.toContain(secret)
  })
})

test('stopping the sign-in ends a running signer', async () => {
  const { signIn } = await opened('silent')
  const credential = signIn.credential()
  if (credential.kind !== 'signer') throw new Error('no signer')
  const answer = credential.signer.sign(data, noStop)
  await vi.waitFor(() => expect(existsSync(signing.notesPath)).toBe(true), { timeout: 10_000 })
  const pid = await vi.waitFor(() => {
    const read = Number(readFileSync(signing.notesPath, 'utf8'))
    expect(read).toBeGreaterThan(0)
    return read
  })
  signIn.stop()
  expect(await answer).toMatchObject({ kind: 'failed' })
  expect(isAlive(pid)).toBe(false)
})

test('after IT replaces the certificate, the signer signs for it within a minute', async () => {
  const { signIn, clock, log } = await opened('right')
  folder.write('kiosk.pem', other.certificate)
  folder.write('kiosk.key', other.privateKey)
  await clock.advance(60_000)
  await vi.waitFor(() => expect(log.of('certificate.taken')).toHaveLength(1))
  const credential = signIn.credential()
  if (credential.kind !== 'signer') throw new Error('no signer')
  expect(credential.certificatePem).toBe(other.certificate)
  expect(await credential.signer.sign(data, noStop)).toMatchObject({ kind: 'signed' })
  signIn.stop()
})

test('a wrong PIN is not retried until the certificate changes, since a few tries lock a card for good', async () => {
  const { signIn, clock, log } = await opened('wrong-pin')
  const signAgain = async () => {
    const credential = signIn.credential()
    if (credential.kind !== 'signer') throw new Error('no signer')
    return credential.signer.sign(data, noStop)
  }
  for (let time = 0; time < 3; time++)
    expect(await signAgain()).toMatchObject({
      detail: expect.stringContaining('reports a wrong PIN') as string,
    })
  expect(readFileSync(signing.notesPath, 'utf8')).toBe('.')
  folder.write('kiosk.pem', other.certificate)
  await clock.advance(60_000)
  await vi.waitFor(() => expect(log.of('certificate.taken')).toHaveLength(1))
  await signAgain()
  expect(readFileSync(signing.notesPath, 'utf8')).toBe('..')
  signIn.stop()
})

describe('in the config', () => {
  test('a signer replaces the key file', async () => {
    expect(await load({ signer: signing.command('kiosk.key', 'right') })).toMatchObject({
      kind: 'ok',
      credential: { kind: 'signer', signer: { algorithm: 'PS256' } },
    })
  })

  const wrong: Record<string, [signIn: () => object, message: string]> = {
    'beside a key file': [
      () => ({ signer: signing.command('kiosk.key', 'right'), privateKeyPath: 'kiosk.key' }),
      'signIn.privateKeyPath: appears beside signer; keep one of the two',
    ],
    'with a relative path': [
      () => ({ signer: ['signer.sh'] }),
      'signIn.signer: does not start with an absolute path',
    ],
    'with a PIN in it': [
      () => ({ signer: ['/usr/bin/env', 'pkcs11:token=kiosk?pin-value=482913'] }),
      'signIn.signer: holds a PIN, which does not belong in this file; change it, since others may have read it here',
    ],
    'as one text': [() => ({ signer: '/usr/bin/signer --pin 1' }), 'signIn.signer: is text'],
    'that is not there': [
      () => ({ signer: ['/nonexistent'] }),
      'signIn.signer: file not found: /nonexistent',
    ],
    'that nobody may execute': [
      () => ({ signer: [path.join(folder.path, 'kiosk.key')] }),
      'signIn.signer: this account may not execute',
    ],
    'with an algorithm that Entra does not know': [
      () => ({ signer: signing.command('kiosk.key', 'right'), signerAlgorithm: 'ES256' }),
      'signIn.signerAlgorithm: ',
    ],
    'without a certificate': [
      () => ({ signer: signing.command('kiosk.key', 'right'), certificatePath: undefined }),
      'signIn.certificatePath: is missing; signer needs it',
    ],
  }
  test.each(Object.entries(wrong))('one %s is a problem', async (_, [signIn, message]) => {
    const loaded = await load(signIn())
    if (loaded.kind !== 'bad') throw new Error('taken')
    expect(loaded.problems.map(({ key, problem }) => `${key}: ${problem}`)).toEqual([
      expect.stringContaining(message) as string,
    ])
  })

  test('one that everybody may write to is a problem', async () => {
    const file = folder.write('signer.sh', '#!/bin/sh\n')
    chmodSync(file, 0o757)
    expect(await load({ signer: [file] })).toMatchObject({
      kind: 'bad',
      problems: [
        { key: 'signIn.signer', problem: expect.stringContaining('may be changed by every') as string },
      ],
    })
  })

  test.each(['right', 'longest-salt'] as const)('--check-config makes it sign once (%s)', async (manner) => {
    const loaded = await load({ signer: signing.command(path.join(folder.path, 'kiosk.key'), manner) })
    const question = { env: {}, platform: 'linux', files: directFiles, hasLogFile: false } as const
    const { results } = await checkOffline(loaded, {
      ...question,
      findService: () => Promise.resolve({ kind: 'running' }),
    })
    const result = results.find(({ id }) => id === 'certificate')
    expect(result).toMatchObject(
      manner === 'right'
        ? { state: 'good', detail: expect.stringContaining('signs with its key (PS256)') as string }
        : {
            state: 'problem',
            detail: expect.stringContaining('signed with a salt of 222 bytes; PS256 requires 32') as string,
            fix: expect.stringContaining('rsa_pss_saltlen:digest') as string,
          },
    )
  })
})

function load(signIn: object) {
  const { tenantId, clientId, certificatePath } = filledInConfig.signIn
  const config = { ...filledInConfig, signIn: { tenantId, clientId, certificatePath, ...signIn } }
  folder.write('config.json', JSON.stringify(config))
  return loadConfig({ configPath: folder.configPath, env: {}, platform: 'linux' }, directFiles)
}

async function opened(manner: SigningManner) {
  const loaded = await load({ signer: signing.command(path.join(folder.path, 'kiosk.key'), manner) })
  if (loaded.kind === 'bad') throw new Error(JSON.stringify(loaded.problems))
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const parts = { platform: 'linux', files: directFiles, clock, log } as const
  return { signIn: openSignIn(loaded.credential, parts), clock, log }
}

/** A zombie (ended, but not reaped yet, as orphans may be for a second) counts as not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
