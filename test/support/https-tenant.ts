import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConnectionLost } from '../../electron/sandbox/injected-faults.ts'
import {
  createSandboxTenant,
  type SandboxOptions,
  type SandboxTenant,
} from '../../electron/sandbox/tenant.ts'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { startDelayedRelay } from './delayed-relay.ts'
import { startResendingRelay } from './resending-relay.ts'
import { makeServerCertificate } from './certificates.ts'

/** The sandbox tenant over real HTTPS on 127.0.0.1. Graph and Entra share the address. */
export interface HttpsTenant {
  /** Origin, such as `https://127.0.0.1:41234`; both `graphBase` and `loginBase`. */
  readonly url: string
  readonly tenant: SandboxTenant
  /** How often a request was resent on the way, if `resends` is set. */
  readonly resent: number
  readonly tenantId: string
  readonly clientId: string
  readonly teamId: string
  /** PEM file of the throw-away authority, for NODE_EXTRA_CA_CERTS. */
  readonly caPath: string
  readonly caPem: string
  /** PEM files of the app's certificate and key, as a config names them. */
  readonly certificatePath: string
  readonly privateKeyPath: string
  readonly clientCertificate: ThrowawayCertificate
  /** Stops listening: new connections are refused, and open ones end. */
  goOffline(): Promise<void>
  /** Listens again, at the same address. */
  goOnline(): Promise<void>
  /** Ends every connection, stops listening, and removes the files. */
  close(): Promise<void>
}

export type HttpsTenantOptions = Partial<Omit<SandboxOptions, 'graphBase' | 'loginBase'>> & {
  /** How far away it is, handshakes included. Default: as near as loopback is. */
  readonly roundTripMs?: number
  /** In its address. Default: 127.0.0.1. */
  readonly name?: 'localhost'
  /** The way to it sends a request again by itself, as Chromium does. */
  readonly resends?: boolean
}

const host = '127.0.0.1'

/** The app's, one per test file: an RSA key takes a fifth of a second. */
let clientCertificateOfFile: Promise<ThrowawayCertificate> | undefined

export async function startHttpsTenant(options: HttpsTenantOptions = {}): Promise<HttpsTenant> {
  clientCertificateOfFile ??= makeThrowawayCertificate('Badge kiosk test')
  const [server, clientCertificate] = await Promise.all([makeServerCertificate(), clientCertificateOfFile])
  const folder = await mkdtemp(join(tmpdir(), 'https-tenant-'))
  const files = {
    caPath: join(folder, 'ca.pem'),
    certificatePath: join(folder, 'client.pem'),
    privateKeyPath: join(folder, 'client.key'),
  }
  await writeFile(files.caPath, server.caPem)
  await writeFile(files.certificatePath, clientCertificate.certificatePem)
  await writeFile(files.privateKeyPath, clientCertificate.privateKeyPem, { mode: 0o600 })

  const sockets = new Set<Socket>()
  const https = createServer({ cert: server.certificatePem, key: server.privateKeyPem })
  https.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(https, 0)
  const port = portOf(https)
  const tls = { cert: server.certificatePem, key: server.privateKeyPem, ca: server.caPem }
  const resending = options.resends === true ? await startResendingRelay(port, tls) : undefined
  const relay =
    options.roundTripMs === undefined ? resending : await startDelayedRelay(port, options.roundTripMs)
  const url = `https://${options.name ?? host}:${relay?.port ?? port}`
  const identity = {
    tenantId: options.tenantId ?? '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
    clientId: options.clientId ?? '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
    teamId: options.teamId ?? 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8',
  }
  const tenant = createSandboxTenant({
    timeZone: 'Europe/Madrid',
    now: Date.now,
    ...options,
    ...identity,
    credentials: [{ certificatePem: clientCertificate.certificatePem }, ...(options.credentials ?? [])],
    graphBase: url,
    loginBase: url,
  })
  https.on('connection', (socket: Socket) => {
    if (tenant.faults.isOffline) socket.destroy()
  })
  https.on('request', (request, response) => void answer(tenant, url, request, response))

  const goOffline = async () => {
    if (!https.listening) return
    const closed = new Promise<void>((resolve) => https.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    url,
    tenant,
    get resent() {
      return resending?.resent ?? 0
    },
    ...identity,
    ...files,
    caPem: server.caPem,
    clientCertificate,
    goOffline,
    goOnline: async () => {
      if (!https.listening) await listen(https, port)
    },
    close: async () => {
      await relay?.close()
      await goOffline()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answer(
  tenant: SandboxTenant,
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answered = await tenant.handle(await webRequest(url, request))
    const body = Buffer.from(await answered.arrayBuffer())
    response.sendDate = false
    response.writeHead(answered.status, Object.fromEntries(answered.headers))
    response.end(body)
  } catch (problem) {
    response.destroy()
    // A client that went away in the middle of its request is no fault of the stand-in.
    if (!(problem instanceof ConnectionLost) && request.complete) throw problem
  }
}

async function webRequest(url: string, request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  const body = Buffer.concat(chunks)
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
  return new Request(new URL(request.url ?? '/', url), {
    method: request.method ?? 'GET',
    headers,
    ...(body.length > 0 && { body }),
  })
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address.port
}
