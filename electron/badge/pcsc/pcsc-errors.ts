import type { ReadFailure } from './reader-protocol.ts'

/** Error codes of PC/SC (winscard.h, pcsclite.h) that mean the card is not there any more. */
const cardIsGone: readonly string[] = [
  /** SCARD_E_NO_SMARTCARD */
  '0x8010000c',
  /** SCARD_W_REMOVED_CARD */
  '0x80100069',
]

/**
 * What a line of nfc-pcsc's error log means for the badge that was just presented; `undefined` where it is not
 * about a connection. Two badges that answer at once are told by few readers, and only in words.
 */
export function connectionProblem(error: unknown): ReadFailure | undefined {
  if (!(error instanceof Error) || error.name !== 'ConnectError') return undefined
  const text = errorText(error).toLowerCase()
  if (cardIsGone.some((code) => text.includes(code))) return 'removed-too-soon'
  return text.includes('collision') ? 'several-badges' : 'no-number'
}

export function isDisconnectError(error: unknown): boolean {
  return error instanceof Error && error.name === 'DisconnectError'
}

/** The error's own words, or those of the PC/SC error beneath it, which say more. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const beneath: unknown = Reflect.get(error, 'previous')
  return beneath instanceof Error ? beneath.message : error.message
}
