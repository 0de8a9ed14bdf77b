import { utf16Of, type Utf16 } from '../base/utf-16.ts'

/** One line of a text file, without its line end. Counts from 1, as editors count: CRLF, LF and CR each end a line. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** How a roster is written. `windows-1252`: what Excel's plain "CSV" is in Western Europe and the Americas. */
export type RosterEncoding = 'utf-8' | Utf16 | 'windows-1252'

/** The file can not be a roster at all; the message is a reason in words for the IT admin. */
export class UnreadableRoster extends Error {}

/** The bytes are not of the encoding they were taken for. */
export class WrongEncoding extends Error {
  readonly takenFor: RosterEncoding

  constructor(takenFor: RosterEncoding) {
    super(`not ${takenFor}`)
    this.takenFor = takenFor
  }
}

/** A longer line is cut to one character more than this, so that a file without line ends takes no memory. */
export const longestLine = 10_000

/** Small, so that little lives at once: larger parts make V8 grow its heap by tens of megabytes for one load. */
const partBytes = 8 * 1024

/**
 * The lines of a file that comes in `pieces`, a part of one at a time. `encoding`: undefined where its first bytes are to
 * tell. Throws `UnreadableRoster` where it is no text, `WrongEncoding` where it is text of another kind, and what
 * reading the pieces throws.
 */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  encoding: RosterEncoding | undefined,
): AsyncGenerator<Line[]> {
  let decode = encoding === undefined ? undefined : decoder(encoding)
  const splitter = new LineSplitter()
  for await (const piece of pieces) {
    decode ??= decoder(encodingOf(piece))
    for (let at = 0; at < piece.length; at += partBytes)
      yield splitter.push(decode(piece.subarray(at, at + partBytes)))
  }
  yield splitter.push(decode?.() ?? '')
  yield splitter.end()
}

/** The encoding by the file's first bytes, as far as they tell. Throws `UnreadableRoster` for what is no text. */
function encodingOf(firstBytes: Uint8Array): RosterEncoding {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => firstBytes[i] === byte)
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0xd0, 0xcf, 0x11, 0xe0))
    throw new UnreadableRoster('it is an Excel workbook; save it as CSV UTF-8')
  return utf16Of(firstBytes) ?? 'utf-8'
}

/** Decodes piece by piece; called without a piece at the end. */
function decoder(encoding: RosterEncoding): (piece?: Uint8Array) => string {
  if (encoding === 'windows-1252') return (piece) => (piece === undefined ? '' : decodeWindows1252(piece))
  const decoding = new TextDecoder(encoding, { fatal: true })
  return (piece) => {
    let text: string
    try {
      text = piece === undefined ? decoding.decode() : decoding.decode(piece, { stream: true })
    } catch {
      throw new WrongEncoding(encoding)
    }
    if (text.includes('\0')) throw new UnreadableRoster(notText)
    return text
  }
}

const notText = 'it is not a text file'

/** 0x80 to 0x9F, the only bytes in which windows-1252 and Latin-1 differ; a space where nothing is defined. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** Written out here since not every build of Node's runtime decodes it. Any bytes would pass, so it looks twice. */
function decodeWindows1252(piece: Uint8Array): string {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80))
  // eslint-disable-next-line no-control-regex -- control characters are what tells binary data from text
  if (/[\0-\x08\x0e-\x1f\x7f]/.test(text)) throw new UnreadableRoster(notText)
  return text
}

class LineSplitter {
  #rest = ''
  #number = 0

  push(text: string): Line[] {
    const whole = this.#rest + text
    // The other half of this line end may be in the next piece.
    const halfLineEnd = whole.endsWith('\r') ? '\r' : ''
    const texts = (halfLineEnd === '' ? whole : whole.slice(0, -1)).split(/\r\n|\n|\r/)
    const rest = `${texts.pop() ?? ''}${halfLineEnd}`
    this.#rest = rest.length > longestLine + 1 ? rest.slice(0, longestLine + 1) : rest
    return texts.map((each) => this.#line(each))
  }

  end(): Line[] {
    const last = this.#rest.replace(/\r$/, '')
    this.#rest = ''
    return last === '' ? [] : [this.#line(last)]
  }

  #line(text: string): Line {
    this.#number += 1
    return { number: this.#number, text }
  }
}
