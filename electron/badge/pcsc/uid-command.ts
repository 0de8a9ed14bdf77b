/** PC/SC part 3, "Get Data": asks for the UID of the badge. Works for MIFARE, DESFire and phones alike. */
export const getUid: Uint8Array = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00)

/** Room for the longest UID (10 bytes), the status word, and what an unusual reader may add. */
export const getUidAnswerLimit = 40

export type UidAnswer =
  { readonly kind: 'uid'; readonly uid: string } | { readonly kind: 'no-uid'; readonly detail: string }

/** Splits the answer to `getUid`: the UID in upper-case hex, if the status word is 9000 (success). */
export function readUidAnswer(answer: Uint8Array): UidAnswer {
  const hex = Buffer.from(answer).toString('hex').toUpperCase()
  if (hex.length >= 4 && hex.endsWith('9000')) return { kind: 'uid', uid: hex.slice(0, -4) }
  // A longer answer is not repeated: it may contain part of a badge number.
  const said = hex.length === 4 ? `status word ${hex}` : `${answer.length} bytes without success`
  return { kind: 'no-uid', detail: `The badge answered: ${said}.` }
}
