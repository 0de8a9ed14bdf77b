import { isoDate } from '../config/sign-in/credential.ts'
import { isProxyPasswordError } from '../base/proxy-password.ts'
import type { Peer } from './online-host.ts'

/** Why a request failed. `code`: Node's, or Chromium's without `net::`. */
export interface NetworkFailure {
  readonly code?: string | undefined
  readonly detail: string
}

export type NetworkTrouble =
  | 'proxy-password'
  | 'proxy-unreachable'
  | 'proxy-refused'
  | 'dns'
  | 'refused'
  | 'no-answer'
  | 'cut-off'
  | 'no-route'
  | 'blocked'
  | 'unknown-authority'
  | 'expired-certificate'
  | 'wrong-host'
  | 'tls'
  | 'other'

/** Codes of Node (`errors`, `tls`, undici's `UND_ERR_…`) and Chromium (net/base/net_error_list.h). */
const troubles: Readonly<Record<Exclude<NetworkTrouble, 'other' | 'tls'>, readonly string[]>> = {
  'proxy-password': [],
  'proxy-unreachable': [
    'ERR_PROXY_CONNECTION_FAILED',
    'ERR_MANDATORY_PROXY_CONFIGURATION_FAILED',
    'ERR_PAC_SCRIPT_FAILED',
    'ERR_PROXY_CERTIFICATE_INVALID',
  ],
  'proxy-refused': ['ERR_TUNNEL_CONNECTION_FAILED'],
  dns: [
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EAI_NODATA',
    'EAI_NONAME',
    'ERR_NAME_NOT_RESOLVED',
    'ERR_NAME_RESOLUTION_FAILED',
    'ERR_DNS_TIMED_OUT',
    'ERR_DNS_SERVER_FAILED',
    'ERR_DNS_MALFORMED_RESPONSE',
  ],
  refused: ['ECONNREFUSED', 'ERR_CONNECTION_REFUSED'],
  'no-answer': [
    'ETIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'ERR_CONNECTION_TIMED_OUT',
    'ERR_TIMED_OUT',
  ],
  'cut-off': [
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'UND_ERR_SOCKET',
    'ERR_CONNECTION_RESET',
    'ERR_CONNECTION_CLOSED',
    'ERR_CONNECTION_ABORTED',
    'ERR_EMPTY_RESPONSE',
  ],
  'no-route': [
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ENETDOWN',
    'EHOSTDOWN',
    'ERR_INTERNET_DISCONNECTED',
    'ERR_ADDRESS_UNREACHABLE',
    'ERR_NETWORK_CHANGED',
  ],
  blocked: ['EACCES', 'EPERM', 'ERR_NETWORK_ACCESS_DENIED', 'ERR_BLOCKED_BY_ADMINISTRATOR'],
  'unknown-authority': [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_CERT_AUTHORITY_INVALID',
  ],
  'expired-certificate': ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_CERT_DATE_INVALID'],
  'wrong-host': ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'ERR_CERT_COMMON_NAME_INVALID'],
}

export function troubleOf(failure: NetworkFailure): NetworkTrouble {
  const { code = '' } = failure
  if (isProxyPasswordError({ ...failure, code })) return 'proxy-password'
  const found = Object.entries(troubles).find(([, codes]) => codes.includes(code))
  if (found !== undefined) return found[0] as NetworkTrouble
  return /^(?:ERR_(?:CERT|SSL|TLS|BAD_SSL)|CERT_|EPROTO)/.test(code) ? 'tls' : 'other'
}

/** Whether the server's certificate was rejected. */
export function isAboutCertificate(trouble: NetworkTrouble): boolean {
  return trouble === 'unknown-authority' || trouble === 'expired-certificate' || trouble === 'wrong-host'
}

export interface NetworkWords {
  readonly detail: string
  readonly fix: string
}

/** What is wrong and what to do. `host`: the host that was requested. */
export function networkWords(
  failure: NetworkFailure,
  { host, peer, nowMs }: { readonly host: string; readonly peer?: Peer | undefined; readonly nowMs: number },
): NetworkWords {
  const trouble = troubleOf(failure)
  const code = failure.code === undefined ? '' : ` (${failure.code})`
  const say = (detail: string, fix: string) => ({ detail: `${detail}${code}.`, fix })
  switch (trouble) {
    case 'proxy-password':
      return say(
        'The proxy requires a password, which a kiosk does not have',
        `Configure the proxy to let ${host} through without a password: docs/deploy.md, "Network".`,
      )
    case 'proxy-unreachable':
      return say(
        "This computer's proxy cannot be used",
        "Check the system's proxy setting; under cage, https_proxy in /etc/shifts-badge-kiosk/environment.",
      )
    case 'proxy-refused':
      return say(
        `The proxy refused to connect to ${host}`,
        `Configure the proxy to allow CONNECT to ${host} (443); its log says why it refused.`,
      )
    case 'dns':
      return say(
        `The name ${host} cannot be resolved`,
        `Check the computer's DNS servers (nslookup ${host}), and the name if endpoints is set in the config.`,
      )
    case 'refused':
      return say(
        `${host} refused the connection`,
        `A firewall blocks it, or nothing listens there: allow outgoing HTTPS (443) to ${host}.`,
      )
    case 'no-answer':
      return say(
        `No answer from ${host}`,
        `Usually a firewall drops the packets: allow outgoing HTTPS (443) to ${host}, or set the proxy.`,
      )
    case 'cut-off':
      return say(
        `The connection to ${host} was cut off`,
        `Check for a firewall or TLS inspection that does not let ${host} through.`,
      )
    case 'no-route':
      return say(
        'This computer has no network connection',
        'Check the cable, Wi-Fi, address and default gateway.',
      )
    case 'blocked':
      return say(
        "This computer's own firewall or policy forbids the connection",
        `Allow the program outgoing HTTPS (443) to ${host}.`,
      )
    case 'unknown-authority':
      return say(
        `The certificate for ${host} is from an authority this computer does not trust${peer === undefined ? '' : `: "${peer.issuer}"`}`,
        `Something in the network inspects TLS. Exempt ${host} from it; if that is not possible, make the kiosk's account ` +
          'trust that authority: docs/deploy.md, "Network" and "Trusted authorities".',
      )
    case 'expired-certificate':
      return say(
        `The certificate for ${host} is not valid now${peer === undefined ? '' : `: it expires on ${isoDate(peer.validToMs)}, issued by "${peer.issuer}"`}; this computer's date is ${isoDate(nowMs)}`,
        "Check this computer's date first; if it is correct, check for TLS inspection in the network.",
      )
    case 'wrong-host':
      return say(
        `The certificate is not for ${host}${peer === undefined ? '' : `; it was issued by "${peer.issuer}"`}`,
        'Something else answers in its place: check DNS, the hosts file, the proxy and a sign-in page of the network.',
      )
    case 'tls':
      return say(
        `TLS with ${host} failed`,
        `Check for TLS inspection in the network, and exempt ${host} from it.`,
      )
    case 'other':
      return say(`${host} could not be reached`, `Allow outgoing HTTPS (443) to ${host}.`)
    default:
      return trouble satisfies never
  }
}
