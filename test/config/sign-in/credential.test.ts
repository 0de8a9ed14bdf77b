import { generateKeyPairSync } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LoadedConfig } from '../../../electron/config/config.ts'
import { findingsOfReaders } from '../../../electron/config/sign-in/credential.ts'
import { findReaders } from '../../../electron/config/sign-in/key-readers.ts'
import { loadConfig } from '../../../electron/config/load.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { KioskFolder, makeCertificate, smallConfig } from '../kiosk-folder.ts'
import type { Pem } from '../kiosk-folder.ts'

let pem: Pem
let folder: KioskFolder

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => folder.remove())

function load(
  config: object,
  env: Record<string, string> = {},
  platform: NodeJS.Platform = 'linux',
): Promise<LoadedConfig> {
  folder.write('config.json', JSON.stringify(config))
  return loadConfig({ configPath: folder.configPath, env, platform }, directFiles)
}

/** Each finding as `key: problem`. */
function told(loaded: LoadedConfig): string[] {
  const findings = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  return findings.map(({ key, problem }) => `${key}: ${problem.replaceAll(folder.path, '')}`)
}

function pemOf(key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

describe('the certificate', () => {
  test('an expired one is a problem that names the date', async () => {
    folder.write('kiosk.pem', (await makeCertificate(-9, -2)).certificate)
    const [first] = told(await load(smallConfig))
    expect(first).toMatch(/^signIn\.certificatePath: expired on \d{4}-\d\d-\d\d$/)
  })

  test('one that expires within 30 days is a warning', async () => {
    const soon = await makeCertificate(-1, 29)
    folder.write('kiosk.pem', soon.certificate)
    folder.write('kiosk.key', soon.privateKey)
    const loaded = await load(smallConfig)
    expect(loaded.kind).toBe('ok')
    expect(told(loaded)[0]).toMatch(/^signIn\.certificatePath: expires on /)
  })

  test('one that is not valid yet is a warning, since the clock may be wrong', async () => {
    const later = await makeCertificate(2, 365)
    folder.write('kiosk.pem', later.certificate)
    folder.write('kiosk.key', later.privateKey)
    const loaded = await load(smallConfig)
    expect(loaded.kind).toBe('ok')
    expect(told(loaded)[0]).toMatch(/is not valid before /)
  })

  test('the key of another certificate is a problem', async () => {
    folder.write('kiosk.key', (await makeCertificate()).privateKey)
    expect(told(await load(smallConfig))).toEqual([
      'signIn.privateKeyPath: is not the private key of the certificate',
    ])
  })

  test('swapped paths are both reported', async () => {
    const signIn = { ...smallConfig.signIn, certificatePath: 'kiosk.key', privateKeyPath: 'kiosk.pem' }
    expect(told(await load({ ...smallConfig, signIn })).sort()).toEqual([
      'signIn.certificatePath: holds a private key, not a certificate',
      'signIn.privateKeyPath: holds a certificate, not a private key',
    ])
  })

  const badFiles: Record<string, [name: string, content: () => string, told: string]> = {
    'no certificate': [
      'kiosk.pem',
      () => 'hello',
      'certificatePath: is not a certificate in PEM or DER form',
    ],
    'a damaged certificate': [
      'kiosk.pem',
      () => pem.certificate.replace(/\n.{8}/, '\nAAAAAAAA'),
      'certificatePath: holds a damaged certificate',
    ],
    'a damaged key': [
      'kiosk.key',
      () => pem.privateKey.replace(/\n.{8}/, '\nAAAAAAAA'),
      'privateKeyPath: holds a damaged private key',
    ],
    'a key with a passphrase': [
      'kiosk.key',
      () =>
        generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
      'privateKeyPath: is protected by a passphrase, which nobody can type at the kiosk',
    ],
    'an elliptic curve key': [
      'kiosk.key',
      () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      'privateKeyPath: is an elliptic curve key, not an RSA key',
    ],
    'a short key': [
      'kiosk.key',
      () => pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
      'privateKeyPath: is an RSA key of 1024 bits, less than 2048',
    ],
    'a huge key file': [
      'kiosk.key',
      () => ' '.repeat(1024 * 1024 + 1),
      'privateKeyPath: is larger than 1 MB: /kiosk.key',
    ],
  }
  test.each(Object.entries(badFiles))('%s is a problem of its own', async (_, [name, content, expected]) => {
    folder.write(name, content())
    expect(told(await load(smallConfig))).toEqual([`signIn.${expected}`])
  })

  test.each([0o644, 0o604, 0o602, 0o646])(
    'a private key of mode %o is refused, with the fix',
    async (mode) => {
      const path = folder.write('kiosk.key', pem.privateKey)
      chmodSync(path, mode)
      const loaded = await load(smallConfig)
      expect(told(loaded)).toEqual([
        'signIn.privateKeyPath: may be read by others (every account of this computer), so it is not secret',
      ])
      expect(loaded).toMatchObject({
        kind: 'bad',
        problems: [{ expected: expect.stringContaining('chmod o= ') as string }],
      })
    },
  )

  test.each([0o600, 0o400, 0o640, 0o440])('a private key of mode %o is a secret', async (mode) => {
    chmodSync(folder.write('kiosk.key', pem.privateKey), mode)
    expect(told(await load(smallConfig))).toEqual([])
  })

  test('if Windows does not say who may read the key, that is a warning', async () => {
    const loaded = await load(smallConfig, {}, 'win32')
    expect(loaded.kind).toBe('ok')
    expect(told(loaded)).toEqual(['signIn.privateKeyPath: could not check who may read it (icacls: ENOENT)'])
  })

  test('on Windows a key that a group of strangers may read is refused, with the command that fixes it', async () => {
    const sddl = 'D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)'
    const windows = { platform: 'win32', files: directFiles } as const
    const readers = await findReaders('C:\\k.key', windows, () => Promise.resolve({ kind: 'known', sddl }))
    expect(findingsOfReaders(readers, 'C:\\k.key', 'win32')).toEqual([
      {
        severity: 'problem',
        key: 'signIn.privateKeyPath',
        problem: 'may be read by others (Users), so it is not secret',
        expected: expect.stringContaining('icacls "C:\\k.key" /inheritance:r') as string,
      },
    ])
    const closed = { kind: 'known', sddl: 'D:PAI(A;;FA;;;SY)(A;;FA;;;BA)' } as const
    expect(await findReaders('C:\\k.key', windows, () => Promise.resolve(closed))).toEqual({
      kind: 'nobody-else',
    })
  })
})

describe('the client secret', () => {
  const { tenantId, clientId } = smallConfig.signIn
  const withoutCertificate = { ...smallConfig, signIn: { tenantId, clientId } }

  test('is read only from the environment, with a warning that does not repeat it', async () => {
    const loaded = await load(withoutCertificate, { SHIFTS_KIOSK_CLIENT_SECRET: ' hush-hush\n' })
    expect(loaded).toMatchObject({ kind: 'ok', credential: { kind: 'secret', secret: 'hush-hush' } })
    expect(told(loaded)).toEqual([
      'signIn: signs in with the client secret in the environment variable SHIFTS_KIOSK_CLIENT_SECRET',
    ])
    expect(JSON.stringify({ ...loaded, credential: undefined })).not.toContain('hush')
  })

  test('is ignored beside a certificate, with a warning', async () => {
    const loaded = await load(smallConfig, { SHIFTS_KIOSK_CLIENT_SECRET: 'hush-hush' })
    expect(loaded).toMatchObject({ kind: 'ok', credential: { kind: 'certificate' } })
    expect(told(loaded)).toHaveLength(1)
  })

  test('and certificate both missing is one problem', async () => {
    expect(told(await load(withoutCertificate, { SHIFTS_KIOSK_CLIENT_SECRET: '' }))).toEqual([
      'signIn: names no certificate to sign in with',
    ])
  })
})
