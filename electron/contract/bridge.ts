import { isEnrollmentInput, type EnrollmentInput } from './enrollment.ts'
import type { KioskState } from './kiosk-state.ts'

/**
 * The complete protocol between main and the kiosk's page: messages, directions and shapes. The preload
 * script, main's handlers and the test doubles all derive from this value: a new verb is one entry here, and
 * the compiler shows where it must be handled.
 *
 * `accepts` validates a message's content on arrival. The page checks a state more thoroughly
 * (`renderer/read-state.ts`).
 */
export const contract = {
  /** The kiosk's latest state: at once when the page asks, then on every change. */
  state: { direction: 'to-page', channel: 'kiosk:state', accepts: oneOf<KioskState>(isRecord) },
  /** The page is listening and requests the current state. */
  ready: { direction: 'to-main', channel: 'kiosk:ready', accepts: nothing },
  /** Asks whether the page's own code is still running. */
  ping: { direction: 'to-page', channel: 'kiosk:ping', accepts: nothing },
  /**
   * The heartbeat: answers `ping`, and is sent once unasked after drawing. Says whether a frame was ever
   * painted.
   */
  alive: { direction: 'to-main', channel: 'kiosk:alive', accepts: oneOf<boolean>(isBoolean) },
  /** Somebody pressed the button that starts or ends a practice tap. */
  togglePractice: { direction: 'to-main', channel: 'kiosk:toggle-practice', accepts: nothing },
  /** Somebody touched a button of the enrollment, or the one that opens it. */
  enroll: {
    direction: 'to-main',
    channel: 'kiosk:enroll',
    accepts: oneOf<EnrollmentInput>(isEnrollmentInput),
  },
} as const satisfies Record<string, Verb>

/** Validates the content of a message: one entry for each argument. */
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

/** The content of a verb's messages, as call arguments. */
export type Content<Name extends VerbName> = Contract[Name]['accepts'] extends Accepts<infer Is> ? Is : never

/** Names of the verbs in one direction. */
export const toMain = verbsTowards('to-main') as readonly ToMain[]

/**
 * The API the page gets as `window.kiosk`; nothing else crosses. Implemented by the preload script (Electron)
 * and the browser bridge (preview).
 */
export interface KioskBridge {
  /**
   * Calls `listener` with the current state at once, then with each new one. Returns the unsubscribe
   * function.
   */
  onState(listener: (state: KioskState) => void): () => void
  /**
   * Sets the function called now and at each ping; true means that the page's own code is running and has
   * drawn. A page that never calls this, or returns anything else, counts as dead and is reopened. The last
   * function set counts.
   */
  onPing(isDrawn: () => boolean): void
  /** Starts a practice tap if diagnostics are shown, ends it if practice is shown; otherwise does nothing. */
  togglePractice(): void
  /** Passes on what was touched on the enrollment; does nothing where it does not apply. */
  enroll(input: EnrollmentInput): void
}

/** The bridge's property name on `window`. */
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
