import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import 'reflect-metadata'
import { KeyUsageFlags } from '@peculiar/x509'
import {
  issueCertificate,
  makeKeys,
  privateKeyPem,
  usualValidity,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { waitUntil } from './wait-until.ts'

/** Debian's squid (squid-openssl), a real proxy, as a separate process on 127.0.0.1. It connects only to localhost. */
export interface Squid {
  /** `host:port`. */
  readonly address: string
  /** Entries of the access log for localhost since the last start. A tunnel is logged when it closes. */
  log(): readonly SquidEntry[]
  /** Restarts it on the same port with new rules. */
  restart(rules: SquidRules): Promise<void>
  close(): Promise<void>
}

/** A line of the access log. `url`: as much of it as the proxy saw (only `host:port` for a tunnel). */
export interface SquidEntry {
  readonly status: number
  readonly method: string
  readonly url: string
  /** What the client sent as `Proxy-Authorization` and `Authorization`; undefined: none, or unseen. */
  readonly proxyAuthorization: string | undefined
  readonly authorization: string | undefined
}

export interface SquidRules {
  /** Requires Basic authentication. */
  readonly wantsPassword?: true
  /** Denies every request, CONNECT too, with squid's 403 page. */
  readonly deniesAll?: true
  /** Intercepts TLS, with certificates of its own authority. */
  readonly opensTls?: {
    readonly authority: ProxyAuthority
    /** PEM file of what squid itself trusts. */
    readonly trustsPath: string
  }
  /** Regular expression of paths that get squid's 403 page. Needs `opensTls`. */
  readonly deniesPath?: string
}

export interface ProxyAuthority {
  readonly name: string
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const program = '/usr/sbin/squid'
const helpers = '/usr/lib/squid'
const realm = 'Web gateway'
/** Squid started by root runs as this account (Debian's default of `cache_effective_user`). */
const account = 'proxy'

/** Creates an authority like the one of a TLS-inspecting proxy. */
export async function makeProxyAuthority(name = 'Example web gateway'): Promise<ProxyAuthority> {
  const keys = await makeKeys()
  const certificatePem = await issueCertificate({
    subject: name,
    subjectKey: keys.publicKey,
    issuer: name,
    issuerKeys: keys,
    validity: usualValidity(),
    isAuthority: true,
    keyUsage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
  })
  return { name, certificatePem, privateKeyPem: privateKeyPem(keys.privateKey) }
}

export async function startSquid(rules: SquidRules = {}): Promise<Squid> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-squid-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  let running = await start(folder, port, rules)
  return {
    address: `127.0.0.1:${port}`,
    log: () => entriesIn(readFileSync(join(folder, 'access.log'), 'utf8')),
    restart: async (next) => {
      await stop(running)
      running = await start(folder, port, next)
    },
    close: async () => {
      await stop(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(folder: string, port: number, rules: SquidRules): Promise<ChildProcess> {
  const path = (name: string): string => join(folder, name)
  rmSync(path('access.log'), { force: true })
  writeFileSync(path('squid.conf'), configOf(path, port, rules))
  if (rules.opensTls !== undefined) {
    const { certificatePem, privateKeyPem: key } = rules.opensTls.authority
    writeFileSync(path('authority.pem'), `${certificatePem}${key}`)
    writeFileSync(path('trusted.pem'), readFileSync(rules.opensTls.trustsPath))
    // The certificates in the cache were signed by the previous authority.
    rmSync(path('certificates'), { recursive: true, force: true })
    run(join(helpers, 'security_file_certgen'), '-c', '-s', path('certificates'), '-M', '4MB')
  }
  if (process.getuid?.() === 0) run('chown', '-R', account, folder)

  const child = spawn(program, ['-N', '-f', path('squid.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  await waitUntil('squid to listen', async () => {
    if (child.exitCode !== null) throw new Error(`squid ended:\n${said}`)
    return isListening(port)
  })
  return child
}

/** squid 5.7, "squid.conf.documented" of the package. */
function configOf(path: (name: string) => string, port: number, rules: SquidRules): string {
  const { wantsPassword, deniesAll, opensTls, deniesPath } = rules
  const listener =
    opensTls === undefined
      ? `http_port 127.0.0.1:${port}`
      : `http_port 127.0.0.1:${port} ssl-bump tls-cert=${path('authority.pem')} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB`
  return [
    listener,
    'visible_hostname proxy.example',
    `pid_filename ${path('squid.pid')}`,
    `cache_log ${path('cache.log')}`,
    `coredump_dir ${path('')}`,
    'cache deny all',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    'logformat seen %>Hs %rm %ru %{Proxy-Authorization}>h %{Authorization}>h',
    `access_log stdio:${path('access.log')} seen`,
    // Leaves out Chromium's own background requests to Google.
    'acl standIn dstdomain localhost',
    'http_access deny !standIn',
    ...(wantsPassword === true
      ? [
          `auth_param basic program ${join(helpers, 'basic_fake_auth')}`,
          `auth_param basic realm ${realm}`,
          'acl known proxy_auth REQUIRED',
          'http_access deny !known',
        ]
      : []),
    ...(deniesAll === true ? ['http_access deny all'] : []),
    ...(deniesPath === undefined
      ? []
      : [`acl denied urlpath_regex ${deniesPath}`, 'http_access deny denied']),
    ...(opensTls === undefined
      ? []
      : [
          `sslcrtd_program ${join(helpers, 'security_file_certgen')} -s ${path('certificates')} -M 4MB`,
          `tls_outgoing_options cafile=${path('trusted.pem')}`,
          'acl begin at_step SslBump1',
          'ssl_bump peek begin',
          'ssl_bump bump all',
        ]),
    'http_access allow all',
    '',
  ].join('\n')
}

function entriesIn(text: string): readonly SquidEntry[] {
  return text
    .split('\n')
    .filter((line) => line.includes('localhost'))
    .map((line) => {
      const [status, method = '', url = '', proxyAuthorization, authorization] = line.split(' ')
      return {
        status: Number(status),
        method,
        url,
        proxyAuthorization: proxyAuthorization === '-' ? undefined : proxyAuthorization,
        authorization: authorization === '-' ? undefined : authorization,
      }
    })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (listens: boolean) => (): void => {
      socket.destroy()
      resolve(listens)
    }
    socket.once('connect', settle(true)).once('error', settle(false))
  })
}
