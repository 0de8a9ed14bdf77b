/**
 * The reasons for which the kiosk parks a tap; a closed one has `closed` (`punch-event.ts`). ARCHITECTURE.md
 * says where each is decided. Their texts are in `journal-words.ts` and in `tap-need.ts`.
 */
export const parkedReasons = [
  'forbidden',
  'not-found',
  'rejected',
  'no-open-card',
  'open-too-long',
  'correction-refused',
  'other-persons-card',
  'person-lost',
  'record-damaged',
  'not-told',
] as const
export type ParkedReason = (typeof parkedReasons)[number]
