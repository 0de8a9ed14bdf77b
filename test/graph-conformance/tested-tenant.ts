import type { Exchange } from './exchange.ts'
import type { EntraCall, GraphCall } from './calls.ts'
import type { OwnCards } from './own-cards.ts'

/** What a case asks a tenant: the same for a stand-in and for Microsoft's own. */
export interface TestedTenant {
  readonly teamId: string
  readonly userId: string
  /** One request with the token that the product's own sign-in gets, sent by the product's own transport. */
  request(call: GraphCall, options?: RequestOptions): Promise<Exchange>
  /** A change of a card. Repeats it with `MS-APP-ACTS-AS` where Graph asks for that, as the product does. */
  change(call: GraphCall, options?: RequestOptions): Promise<Exchange>
  /** A next link as it came. */
  follow(call: GraphCall, nextLink: string, headers?: RequestOptions['headers']): Promise<Exchange>
  /** One request without a token, with one that was altered on the way, or with one that was issued this moment. */
  requestWith(token: 'none' | 'altered' | 'fresh', call: GraphCall): Promise<Exchange>
  /** One request for a token. */
  signIn(as?: SignInAs): Promise<Exchange>
  /** One request of Entra's discovery. */
  discover(call: EntraCall): Promise<Exchange>
  /** What the config signs in with. */
  readonly credentialKind: 'certificate' | 'signer' | 'secret'
  /** The permissions in the token; undefined where the token cannot be read. */
  permissions(): Promise<readonly string[] | undefined>
  readonly cards: OwnCards
  /** How long, and how often, a change is waited for. */
  readonly patience: { readonly limitMs: number; readonly everyMs: number; readonly betweenWritesMs: number }
  wait(ms: number): Promise<void>
  /** What a stand-in lets a test do to it; undefined on a real tenant. */
  readonly standIn: StandIn | undefined
}

export interface RequestOptions {
  /** Of the `{card}` in the call. */
  readonly card?: string
  /** Of the `{team}`; default: the team that is tested. */
  readonly team?: string
  /** Of the `{user}`; default: the user that is tested. */
  readonly user?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Who asks for a token, and with what. */
export type SignInAs =
  | 'as configured'
  | 'wrong secret'
  | 'unregistered certificate'
  | 'expired assertion'
  | 'unknown app'
  | 'unknown tenant'

/** What only a stand-in lets a test do. Each returns what puts it back. Absent: this stand-in cannot. */
export interface StandIn {
  readonly consentTo?: (permissions: readonly string[]) => () => void
  readonly turnTimeClockOff?: () => () => void
  /** The next requests on the team are refused with 429. */
  readonly throttle?: () => () => void
  /** Lays a card down that a manager has confirmed; its id. */
  readonly addConfirmedCard?: () => string
  /** The full name of a directory extension that the user has. */
  readonly directoryExtension?: string
}
