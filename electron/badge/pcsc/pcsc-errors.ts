import type { ReadFailure } from './reader-protocol.ts'

/** PC/SC error codes (winscard.h, pcsclite.h) that mean the card was removed. */
const cardIsGone: readonly string[] = [
  /** SCARD_E_NO_SMARTCARD */
  '0x8010000c',
  /** SCARD_W_REMOVED_CARD */
  '0x80100069',
]

/** Interprets an error from nfc-pcsc's log for the badge just presented; `undefined` if it is another. */
export function connectionProblem(error: unknown): ReadFailure | undefined {
  if (!(error instanceof Error) || error.name !== 'ConnectError') return undefined
  const text = errorText(error).toLowerCase()
  if (cardIsGone.some((code) => text.includes(code))) return 'removed-too-soon'
  return text.includes('collision') ? 'several-badges' : 'no-number'
}

export function isDisconnectError(error: unknown): boolean {
  return error instanceof Error && error.name === 'DisconnectError'
}

/** The message of the underlying PC/SC error if there is one, because it says more; else the error's own. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const beneath: unknown = Reflect.get(error, 'previous')
  return beneath instanceof Error ? beneath.message : error.message
}
