import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A key store in software, SoftHSM, reached as a smart card is: by PKCS #11, with a PIN. */
export interface SoftHsm {
  /** Of PKCS #11. */
  readonly modulePath: string
  readonly keyUri: string
  readonly pinPath: string
  /** Of the key in it, self-signed by it. */
  readonly certificatePem: string
  /** What a command has to be started with so that it finds this store: goes before it. */
  readonly prefix: readonly string[]
  /** Runs pkcs11-tool on it, logged in. */
  tool(...args: readonly string[]): string
}

const modulePath = '/usr/lib/softhsm/libsofthsm2.so'
const pin = '482913'
const engineFolders = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((name) => `/usr/lib/${name}/engines-3`)
const tools = ['openssl', 'softhsm2-util', 'pkcs11-tool'].map((name) => `/usr/bin/${name}`)

/** Why there can be none here; undefined: there can. Debian: softhsm2, opensc, libengine-pkcs11-openssl. */
export function softHsmMissing(): string | undefined {
  const missing = [modulePath, ...tools].find((path) => !existsSync(path))
  if (missing !== undefined) return `${missing} is not installed`
  return engineFolders.some((folder) => existsSync(join(folder, 'pkcs11.so')))
    ? undefined
    : "OpenSSL's engine for PKCS #11 is not installed"
}

/** A new store in a folder, with an RSA key that was made in it. */
export function makeSoftHsm(folder: string): SoftHsm {
  const tokens = join(folder, 'tokens')
  const settings = join(folder, 'softhsm2.conf')
  const pinPath = join(folder, 'pin')
  const keyUri = 'pkcs11:token=kiosk;object=kiosk'
  mkdirSync(tokens)
  writeFileSync(settings, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`)
  writeFileSync(pinPath, pin, { mode: 0o600 })
  const env = { ...process.env, SOFTHSM2_CONF: settings, PKCS11_MODULE_PATH: modulePath }
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const tool = (...args: readonly string[]): string =>
    run('pkcs11-tool', ['--module', modulePath, '--token-label', 'kiosk', '--login', '--pin', pin, ...args])

  run('softhsm2-util', ['--init-token', '--free', '--label', 'kiosk', '--pin', pin, '--so-pin', '87654321'])
  tool('--keypairgen', '--key-type', 'rsa:2048', '--label', 'kiosk', '--id', '01')
  const certificatePem = run('openssl', [
    ...['req', '-new', '-x509', '-days', '60', '-sha256', '-subj', '/CN=Shifts Badge Kiosk test'],
    ...['-engine', 'pkcs11', '-keyform', 'engine', '-key', `${keyUri}?pin-source=file:${pinPath}`],
  ])
  return {
    modulePath,
    keyUri,
    pinPath,
    certificatePem,
    prefix: ['/usr/bin/env', `SOFTHSM2_CONF=${settings}`],
    tool,
  }
}
