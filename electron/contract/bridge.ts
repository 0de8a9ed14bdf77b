import type { KioskState } from './kiosk-state.ts'

/**
 * The whole conversation between main and the kiosk's page: what may be said, by whom, and of what shape it is.
 * The preload script, main's handlers and the tests' doubles all derive from this one value: another verb is one
 * entry here, and the compiler shows who has to deal with it.
 *
 * `accepts` is what a message's content is held against where it arrives. The page looks deeper into a state than
 * this (`renderer/read-state.ts`).
 */
export const contract = {
  /** The newest state of the kiosk: at once when the page asks, then whenever it changes. */
  state: { direction: 'to-page', channel: 'kiosk:state', accepts: oneOf<KioskState>(isRecord) },
  /** The page listens from now on, and asks for the current state. */
  ready: { direction: 'to-main', channel: 'kiosk:ready', accepts: nothing },
  /** Whether the page's own code still runs. */
  ping: { direction: 'to-page', channel: 'kiosk:ping', accepts: nothing },
  /** It does, and has drawn: the answer to `ping`, and once by itself. With whether a frame of it was ever painted. */
  alive: { direction: 'to-main', channel: 'kiosk:alive', accepts: oneOf<boolean>(isBoolean) },
  /** Somebody touched what begins a practice tap on the diagnostics page, or what ends it. */
  togglePractice: { direction: 'to-main', channel: 'kiosk:toggle-practice', accepts: nothing },
} as const satisfies Record<string, Verb>

/** What `accepts` says of the content of a message: one entry for each argument. */
type Accepts<Content extends readonly unknown[] = readonly unknown[]> = (
  content: readonly unknown[],
) => content is Content

export interface Verb {
  readonly direction: 'to-page' | 'to-main'
  /** The name of its Electron IPC channel. */
  readonly channel: string
  readonly accepts: Accepts
}

export type Contract = typeof contract
export type VerbName = keyof Contract
type Towards<Direction extends Verb['direction']> = {
  [Name in VerbName]: Contract[Name]['direction'] extends Direction ? Name : never
}[VerbName]
export type ToMain = Towards<'to-main'>
export type ToPage = Towards<'to-page'>

/** What a message of the verb holds, as the arguments of a call. */
export type Content<Name extends VerbName> = Contract[Name]['accepts'] extends Accepts<infer Is> ? Is : never

/** Names of the verbs that go in one direction. */
export const toMain = verbsTowards('to-main') as readonly ToMain[]

/**
 * What the page sees of all this, as `window.kiosk`; nothing else crosses. The preload script (Electron) and the
 * browser bridge (preview) both offer it.
 */
export interface KioskBridge {
  /** Calls `listener` with the current state at once, then with each new one. Returns the unsubscriber. */
  onState(listener: (state: KioskState) => void): () => void
  /**
   * `isDrawn` is asked at once and at each ping; true: the page's own code runs and has drawn. A page that never calls
   * this, or answers otherwise, is taken for dead and opened again. The last one given counts.
   */
  onPing(isDrawn: () => boolean): void
  /** Begins a practice tap where a diagnostics page is shown, ends it where one is; elsewhere main does nothing. */
  togglePractice(): void
}

/** Under which name the bridge stands on `window`. */
export const bridgeName = 'kiosk'

function nothing(content: readonly unknown[]): content is readonly [] {
  return content.length === 0
}

function oneOf<Type>(is: (value: unknown) => boolean): Accepts<readonly [Type]> {
  return (content): content is readonly [Type] => content.length === 1 && is(content[0])
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function verbsTowards(direction: Verb['direction']): readonly VerbName[] {
  const names = Object.keys(contract) as VerbName[]
  return names.filter((name) => contract[name].direction === direction)
}
