import { request } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { connect, type ConnectionOptions, type PeerCertificate } from 'node:tls'
import type { Peer } from './online-host.ts'

const maxMs = 5_000
const maxNameLength = 100

/**
 * Reads the certificate of the server at `url` by a TLS handshake, to name the authority behind a rejected
 * certificate: neither Node's fetch nor Chromium reports it. Sends no data over the connection.
 *
 * `way`: the proxy route to `url` in PAC format (`DIRECT`, `PROXY host:port`); the first of several is used.
 * A tunnel is requested from the proxy without a password. Undefined for another kind of route, such as
 * SOCKS, since a direct connection might reach a different server.
 */
export async function lookAtPeer(url: string, way = 'DIRECT'): Promise<Peer | undefined> {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const target = { host, port: Number(port === '' ? 443 : port) }
  const [kind = '', proxy = ''] = (way.split(';')[0] ?? '').trim().split(/\s+/)
  if (kind === 'DIRECT') return shakeHands({ ...target, ...servername })
  if (kind !== 'PROXY') return undefined
  const socket = await openTunnel(proxy, `${hostname}:${target.port}`)
  return socket && shakeHands({ socket, ...servername })
}

function shakeHands(to: ConnectionOptions): Promise<Peer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...to, rejectUnauthorized: false })
    const settle = (peer: Peer | undefined): void => {
      socket.destroy()
      resolve(peer)
    }
    socket.setTimeout(maxMs, () => settle(undefined))
    socket.once('error', () => settle(undefined))
    socket.once('close', () => settle(undefined))
    socket.once('secureConnect', () => settle(peerOf(socket.getPeerCertificate())))
  })
}

/** `proxy` and `target`: `host:port`. Undefined if the proxy opened no tunnel. */
function openTunnel(proxy: string, target: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(`http://${proxy}`)
    const host = hostname.replace(/^\[|\]$/g, '')
    const sent = request({
      host,
      port: port === '' ? 80 : port,
      method: 'CONNECT',
      path: target,
      agent: false,
    })
    sent.setTimeout(maxMs, () => sent.destroy())
    sent.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        resolve(undefined)
      }
    })
    sent.once('error', () => resolve(undefined))
    sent.once('close', () => resolve(undefined))
    sent.end()
  })
}

function peerOf({ issuer, valid_to: validTo }: Partial<PeerCertificate>): Peer | undefined {
  // Without a certificate the object is empty.
  if (issuer === undefined || validTo === undefined) return undefined
  const name = [issuer.CN, issuer.O].flat().find((text) => text !== undefined && text !== '')
  return name === undefined
    ? undefined
    : { issuer: name.slice(0, maxNameLength), validToMs: Date.parse(validTo) }
}
