/** The numbers under which access-control cards are ordered and printed. */
export interface FacilityAndCard {
  /** The facility code (site code, company code): 0 to 65535. */
  readonly facility: number
  readonly card: number
}

export type WiegandBits = 26 | 34 | 35 | 37

interface Field {
  /** Index of the field's first bit; the first bit sent is 0. */
  readonly start: number
  readonly length: number
}

interface Parity {
  readonly at: number
  readonly isOdd: boolean
  /** The bits it covers, without the parity bit itself. */
  readonly over: readonly number[]
}

interface Layout {
  readonly facility: Field
  readonly card: Field
  /** In the order of calculation: the last one may cover the others. */
  readonly parities: readonly Parity[]
}

/** Largest facility code and card number of any layout, and in a written pair. */
const maxFacility = 0xffff
const maxCard = 0xffff_ffff

/** The usual layouts of each length: HID's H10301, H10306, Corporate 1000 (35 bits) and H10304. */
const layouts: Readonly<Record<WiegandBits, Layout>> = {
  26: {
    facility: { start: 1, length: 8 },
    card: { start: 9, length: 16 },
    parities: [even(0, range(1, 12)), odd(25, range(13, 24))],
  },
  34: {
    facility: { start: 1, length: 16 },
    card: { start: 17, length: 16 },
    parities: [even(0, range(1, 16)), odd(33, range(17, 32))],
  },
  35: {
    facility: { start: 2, length: 12 },
    card: { start: 14, length: 20 },
    parities: [
      even(
        1,
        range(2, 33).filter((bit) => bit % 3 !== 1),
      ),
      odd(
        34,
        range(1, 33).filter((bit) => bit % 3 !== 0),
      ),
      odd(0, range(1, 34)),
    ],
  },
  37: {
    facility: { start: 1, length: 16 },
    card: { start: 17, length: 19 },
    parities: [even(0, range(1, 18)), odd(36, range(18, 35))],
  },
}

/** Splits the whole number, parity bits included, into facility code and card number. */
export function fromWiegand(
  number: bigint,
  bits: WiegandBits,
): FacilityAndCard | 'too-large' | 'wrong-parity' {
  if (number >= 1n << BigInt(bits)) return 'too-large'
  const sent = number.toString(2).padStart(bits, '0')
  const { facility, card, parities } = layouts[bits]
  if (parities.some((parity) => sent.charAt(parity.at) !== parityBit(sent, parity))) return 'wrong-parity'
  return { facility: valueOf(sent, facility), card: valueOf(sent, card) }
}

/** The whole number with its parity bits; undefined if the pair does not fit into `bits`. */
export function toWiegand({ facility, card }: FacilityAndCard, bits: WiegandBits): bigint | undefined {
  const layout = layouts[bits]
  if (facility >= 2 ** layout.facility.length || card >= 2 ** layout.card.length) return undefined
  let sent = '0'.repeat(bits)
  sent = withField(sent, layout.facility, facility)
  sent = withField(sent, layout.card, card)
  for (const parity of layout.parities)
    sent = withField(sent, { start: parity.at, length: 1 }, Number(parityBit(sent, parity)))
  return BigInt(`0b${sent}`)
}

/** Parses a pair: `77,30211`, `077:30211` or `07730211`; undefined for anything else. */
export function readPair(written: string): FacilityAndCard | undefined {
  const parts = /^\d{8}$/.test(written) ? [written.slice(0, 3), written.slice(3)] : written.split(separators)
  const [first = '', second = '', ...more] = parts
  if (more.length > 0 || !fewDigits.test(first) || !fewDigits.test(second)) return undefined
  const pair = { facility: Number(first), card: Number(second) }
  return pair.facility > maxFacility || pair.card > maxCard ? undefined : pair
}

/**
 * The bytes in hex of a badge with this pair. A card number of up to 16 bits: two bytes each, so that the
 * number of a 26-bit card equals the one that readers print as 24 bits. A longer one: three bytes and four.
 */
export function pairToHex({ facility, card }: FacilityAndCard): string {
  return card <= 0xffff ? hexOf(facility, 2) + hexOf(card, 2) : hexOf(facility, 3) + hexOf(card, 4)
}

/** The inverse of `pairToHex`; undefined for bytes that no pair has. */
export function pairFromHex(hex: string): FacilityAndCard | undefined {
  const facilityDigits = hex.length - (hex.length === 8 ? 4 : 8)
  const pair = {
    facility: Number.parseInt(hex.slice(0, facilityDigits), 16),
    card: Number.parseInt(hex.slice(facilityDigits), 16),
  }
  return pair.facility <= maxFacility && pairToHex(pair) === hex ? pair : undefined
}

const separators = /[\s,:/-]+/
const fewDigits = /^\d{1,10}$/

function even(at: number, over: readonly number[]): Parity {
  return { at, isOdd: false, over }
}

function odd(at: number, over: readonly number[]): Parity {
  return { at, isOdd: true, over }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function parityBit(sent: string, { isOdd, over }: Parity): string {
  const ones = over.filter((bit) => sent.charAt(bit) === '1').length
  return (ones % 2 === 1) === isOdd ? '0' : '1'
}

function valueOf(sent: string, { start, length }: Field): number {
  return Number.parseInt(sent.slice(start, start + length), 2)
}

function withField(sent: string, { start, length }: Field, value: number): string {
  return sent.slice(0, start) + value.toString(2).padStart(length, '0') + sent.slice(start + length)
}

function hexOf(value: number, bytes: number): string {
  return value
    .toString(16)
    .toUpperCase()
    .padStart(bytes * 2, '0')
}
