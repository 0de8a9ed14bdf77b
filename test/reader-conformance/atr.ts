/** What an ATR (Answer To Reset) says of a contactless card, without anything that is the card's own. */
export interface AtrFacts {
  readonly form: 'storage-card' | 'iso-14443-4' | 'other'
  /** TCK, the last byte, is the XOR of all before it but the first (ISO/IEC 7816-3). */
  readonly isChecksumRight: boolean
  /** Fit to be printed. */
  readonly shown: string
}

/** `3B 8n 80 01`: the reader makes it up for every contactless card, n historical bytes follow (PC/SC part 3, 3.1.3.2.3). */
const contactlessHead = /^3B8(.)8001/
/** Historical bytes of a storage card: an application identifier of PC/SC's own: RID, standard, card name, 4 zero bytes. */
const storageCard = /^804F0CA000000306[0-9A-F]{6}00000000$/

/**
 * Reads an ATR, `hex` in upper case. Shown whole is only one that holds nothing of the single card: the storage card's
 * form, which names a kind of chip, or at most one historical byte. The historical bytes of an ISO 14443-4 card are
 * its issuer's (from the ATS, or the ATQB), and ISO/IEC 7816-4 has a place for serial numbers there: of those only the
 * number is shown, and of the checksum, which is made from them, nothing.
 */
export function readAtr(hex: string): AtrFacts {
  const bytes = Buffer.from(hex, 'hex')
  const isChecksumRight = bytes.length > 2 && bytes.subarray(1).reduce((sum, byte) => sum ^ byte, 0) === 0
  const historicalBytes = parseInt(contactlessHead.exec(hex)?.[1] ?? '', 16)
  // Head of 4 bytes, historical bytes, checksum.
  if (Number.isNaN(historicalBytes) || bytes.length !== 4 + historicalBytes + 1) {
    return { form: 'other', isChecksumRight, shown: `${bytes.length} bytes of another form, not shown` }
  }
  const historical = hex.slice(8, -2)
  if (storageCard.test(historical)) return { form: 'storage-card', isChecksumRight, shown: spaced(hex) }
  const form = historical.startsWith('804F') ? 'other' : 'iso-14443-4'
  const shown =
    historicalBytes <= 1 ? spaced(hex) : `${spaced(hex.slice(0, 8))} + ${historicalBytes} bytes, not shown`
  return { form, isChecksumRight, shown }
}

function spaced(hex: string): string {
  return (hex.match(/../g) ?? []).join(' ')
}
