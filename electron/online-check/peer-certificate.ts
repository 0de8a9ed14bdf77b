import { isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import type { Peer } from './online-host.ts'

const longestMs = 5_000
const longestName = 100

/**
 * Shakes hands with whoever answers, to name the authority behind a certificate that was refused: neither Node's fetch nor
 * Chromium says which it was. Nothing is sent over the connection. Goes past a proxy, so behind one that is the only way
 * out it learns nothing.
 */
export function lookAtPeer(url: string): Promise<Peer | undefined> {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port === '' ? 443 : port),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
    })
    const settle = (peer: Peer | undefined): void => {
      socket.destroy()
      resolve(peer)
    }
    socket.setTimeout(longestMs, () => settle(undefined))
    socket.once('error', () => settle(undefined))
    socket.once('secureConnect', () => settle(peerOf(socket.getPeerCertificate())))
  })
}

function peerOf({ issuer, valid_to: validTo }: Partial<PeerCertificate>): Peer | undefined {
  // Without a certificate the object is empty.
  if (issuer === undefined || validTo === undefined) return undefined
  const name = [issuer.CN, issuer.O].flat().find((text) => text !== undefined && text !== '')
  return name === undefined
    ? undefined
    : { issuer: name.slice(0, longestName), validToMs: Date.parse(validTo) }
}
