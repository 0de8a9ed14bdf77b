import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIn, closeLab, openLab, type Lab } from '../online-check/lab.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { makeSoftHsm, type SoftHsm } from '../support/softhsm.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** The helper that signs by PKCS #11, with a key that was made in a store and never leaves it. */
const script = fileURLToPath(new URL('../../build/linux/sign-with-pkcs11.sh', import.meta.url))

let folder: string
let hsm: SoftHsm
let https: HttpsTenant
let lab: Lab

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-hsm-'))
  hsm = makeSoftHsm(folder)
  https = await startHttpsTenant({ credentials: [{ certificatePem: hsm.certificatePem }] })
  lab = await openLab(https)
  lab.write('kiosk.pem', hsm.certificatePem)
  rmSync(join(lab.folder, 'kiosk.key'))
})
afterAll(async () => {
  await closeLab(lab)
  await https.close()
  rmSync(folder, { recursive: true, force: true })
})

const command = (changes: Partial<Pick<SoftHsm, 'keyUri' | 'pinPath'>> = {}): readonly string[] => {
  const { prefix, modulePath, keyUri, pinPath } = { ...hsm, ...changes }
  return [...prefix, script, modulePath, keyUri, pinPath]
}

function sign(...args: readonly string[]) {
  const [program = '', ...rest] = args
  return spawnSync(program, rest, { input: 'bytes', encoding: 'utf8' })
}

test('the key cannot be exported from the store', () => {
  expect(hsm.tool('--list-objects', '--type', 'privkey')).toMatch(
    /sensitive, always sensitive, never extractable/,
  )
})

test('--check-config --online signs in to Entra with it, and there is no key file', async () => {
  expect(existsSync(join(lab.folder, 'kiosk.key'))).toBe(false)
  lab.set('signIn', { signer: command(), privateKeyPath: undefined })
  const { checks } = await checkIn(lab, { online: true })
  expect(checks.filter(({ id }) => id === 'certificate' || id === 'sign-in.token')).toMatchObject([
    { state: 'good', detail: expect.stringContaining('signs with its key (PS256)') as string },
    { state: 'good', detail: 'Entra accepted the sign-in with the certificate and the signer.' },
  ])
})

test('it signs with RS256 too', async () => {
  lab.set('signIn', { signer: command(), signerAlgorithm: 'RS256', privateKeyPath: undefined })
  const { checks } = await checkIn(lab, { online: false })
  expect(checks.find(({ id }) => id === 'certificate')).toMatchObject({ state: 'good' })
})

describe('says what is wrong', () => {
  test('with a wrong PIN, by the exit code that keeps the kiosk from trying again', () => {
    const pinPath = join(tempFolder(), 'pin')
    writeFileSync(pinPath, '000000', { mode: 0o600 })
    const { status, stdout, stderr } = sign(...command({ pinPath }), 'v1', 'PS256', 'X')
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toContain('PIN incorrect')
  })

  test('with a key that is not there', () => {
    const { status, stdout } = sign(
      ...command({ keyUri: 'pkcs11:token=kiosk;object=none' }),
      'v1',
      'PS256',
      'X',
    )
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  })

  const refused: Record<string, [changes: () => Partial<SoftHsm>, version: string, message: RegExp]> = {
    'a PIN file with a line break, before the store sees it': [
      () => ({ pinPath: pinFile('482913\n', 0o600) }),
      'v1',
      /ends with a line break/,
    ],
    'a PIN file that everybody may read': [() => ({ pinPath: pinFile('482913', 0o644) }), 'v1', /chmod 600/],
    'a PIN file that is not there': [() => ({ pinPath: '/nonexistent/pin' }), 'v1', /cannot be read/],
    'a PIN in the URI of the key': [
      () => ({ keyUri: 'pkcs11:token=kiosk?pin-value=1' }),
      'v1',
      /does not belong/,
    ],
    'another version of the protocol': [() => ({}), 'v2', /protocol v2/],
  }
  test.each(Object.entries(refused))('about %s', (_, [changes, version, message]) => {
    const { status, stdout, stderr } = sign(...command(changes()), version, 'PS256', 'X')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })
})

function pinFile(content: string, mode: number): string {
  const path = join(tempFolder(), 'pin')
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}
