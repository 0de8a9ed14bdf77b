import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { utf16Of, type Utf16 } from '../../base/text/utf-16.ts'
import type { Line } from './line.ts'
import { isPlainText, type TextSurvey } from './text-survey.ts'
import { windows1252Of } from './windows-1252.ts'

/** The encoding of a roster. `windows-1252`: Excel's plain "CSV" in Western Europe and the Americas. */
export type RosterEncoding = 'utf-8' | Utf16 | 'windows-1252'

/** The file cannot be a roster at all; the message is the reason, for the IT admin. */
export class UnreadableRoster extends Error {}

/** The bytes are not in the assumed encoding. */
export class WrongEncoding extends Error {
  readonly takenFor: RosterEncoding

  constructor(takenFor: RosterEncoding) {
    super(`not ${takenFor}`)
    this.takenFor = takenFor
  }
}

/**
 * A longer line is cut to one character more than this, so that a file without line ends does not fill the
 * memory.
 */
export const maxLineLength = 10_000

/** Small, since larger parts make V8 grow its heap by tens of megabytes for one load. */
const partBytes = 8 * 1024

/** A character takes at most three bytes here, so a line cut to this is still longer than `maxLineLength`. */
const maxLineBytes = 3 * (maxLineLength + 2)
/** This many NULs in a row mean that part of the file was never written, or that it is not text. */
const hole = '\0'.repeat(16)
const lineEnds = /\r\n|\n|\r/

/**
 * Splits a file that arrives in `pieces` into lines, a small part at a time. `encoding`: undefined to detect
 * it; a line that is not UTF-8 is then read as Windows-1252. Every line is passed to `survey`. Throws
 * `UnreadableRoster` if the file is not text, `WrongEncoding` if it is in another encoding, and errors from
 * reading the pieces.
 */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  encoding: RosterEncoding | undefined,
  survey: TextSurvey,
): AsyncGenerator<readonly Line[]> {
  let splitter: Splitter | undefined
  for await (const piece of pieces) {
    splitter ??= splitterFor(encoding ?? encodingOf(piece), survey)
    for (let at = 0; at < piece.length; at += partBytes)
      yield splitter.push(piece.subarray(at, at + partBytes))
  }
  const last = splitter?.end() ?? []
  if (survey.isBinary) throw new UnreadableRoster(notText)
  if (encoding === undefined && survey.otherEncoding.kind === 'file' && survey.hasUtf8)
    throw new WrongEncoding('utf-8')
  yield last
}

/** Detects the encoding from the first bytes. Throws `UnreadableRoster` for an Excel workbook. */
function encodingOf(firstBytes: Uint8Array): RosterEncoding {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => firstBytes[i] === byte)
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0xd0, 0xcf, 0x11, 0xe0))
    throw new UnreadableRoster('it is an Excel workbook; save it as CSV UTF-8')
  return utf16Of(firstBytes) ?? 'utf-8'
}

export const notText = 'it is not a text file'

interface Splitter {
  /** The lines that are complete with this part. */
  push(part: Uint8Array): Line[]
  end(): Line[]
}

function splitterFor(encoding: RosterEncoding, survey: TextSurvey): Splitter {
  return encoding === 'utf-8' || encoding === 'windows-1252'
    ? new ByteSplitter(encoding, survey)
    : new Utf16Splitter(encoding, survey)
}

/**
 * Splits before decoding, which works for UTF-8 and Windows-1252: in both, a line end byte is never part of
 * another character. So each line can have its own encoding.
 */
class ByteSplitter implements Splitter {
  readonly #encoding: 'utf-8' | 'windows-1252'
  readonly #survey: TextSurvey
  /** The incomplete line and the part after it. One buffer for the whole file, instead of one per part. */
  readonly #bytes = Buffer.alloc(maxLineBytes + partBytes)
  #length = 0
  #number = 0

  constructor(encoding: 'utf-8' | 'windows-1252', survey: TextSurvey) {
    this.#encoding = encoding
    this.#survey = survey
  }

  push(part: Uint8Array): Line[] {
    this.#bytes.set(part, this.#length)
    const written = this.#bytes.subarray(0, this.#length + part.length)
    if (written.includes(hole, 0, 'latin1')) throw new UnreadableRoster(notText)
    // The LF of a CRLF may be in the next part.
    const whole = Math.max(written.lastIndexOf(0x0a), written.lastIndexOf(0x0d, -2)) + 1
    const lines = this.#linesOf(written.subarray(0, whole))
    this.#bytes.copyWithin(0, whole, written.length)
    this.#length = Math.min(written.length - whole, maxLineBytes)
    return lines
  }

  end(): Line[] {
    const last = this.#bytes.subarray(0, this.#length)
    this.#length = 0
    return this.#linesOf(last)
  }

  #linesOf(bytes: Buffer): Line[] {
    const isWhole = this.#encoding === 'utf-8' && isUtf8(bytes)
    const text = isWhole ? bytes.toString('utf8') : bytes.toString('latin1')
    const texts = text.split(lineEnds)
    // The empty text after the last line end is not a line.
    if (texts.at(-1) === '') texts.pop()
    const lines = texts.map((each) => (isWhole ? this.#line(each) : this.#decoded(each)))
    this.#survey.note(lines, isPlainText(text))
    return lines
  }

  #decoded(latin1: string): Line {
    if (this.#encoding === 'windows-1252') return this.#line(windows1252Of(latin1), true)
    const bytes = Buffer.from(latin1, 'latin1')
    return isUtf8(bytes) ? this.#line(bytes.toString('utf8')) : this.#line(windows1252Of(latin1), true)
  }

  #line(text: string, isOtherEncoding = false): Line {
    this.#number += 1
    const number = this.#number
    if (text.length > maxLineLength) return { number, text: text.slice(0, maxLineLength + 1) }
    if (isOtherEncoding) return { number, text, isOtherEncoding }
    if (number > 1 || !text.startsWith(mark)) return { number, text }
    this.#survey.noteMark()
    return { number, text: text.slice(mark.length) }
  }
}

/** The byte order mark. */
const mark = '\ufeff'

class Utf16Splitter implements Splitter {
  readonly #encoding: Utf16
  readonly #survey: TextSurvey
  readonly #decoding: TextDecoder
  #rest = ''
  #number = 0

  constructor(encoding: Utf16, survey: TextSurvey) {
    this.#encoding = encoding
    this.#survey = survey
    this.#decoding = new TextDecoder(encoding, { fatal: true })
  }

  push(part: Uint8Array): Line[] {
    return this.#split(this.#decode(part))
  }

  end(): Line[] {
    const lines = this.#split(this.#decode())
    const last = this.#rest.replace(/\r$/, '')
    this.#rest = ''
    return last === '' ? lines : [...lines, ...this.#noted([last])]
  }

  #decode(part?: Uint8Array): string {
    try {
      return part === undefined ? this.#decoding.decode() : this.#decoding.decode(part, { stream: true })
    } catch {
      throw new WrongEncoding(this.#encoding)
    }
  }

  #split(text: string): Line[] {
    const whole = this.#rest + text
    if (whole.includes(hole)) throw new UnreadableRoster(notText)
    // The LF of this CRLF may be in the next piece.
    const halfLineEnd = whole.endsWith('\r') ? '\r' : ''
    const texts = (halfLineEnd === '' ? whole : whole.slice(0, -1)).split(lineEnds)
    const rest = `${texts.pop() ?? ''}${halfLineEnd}`
    this.#rest = rest.length > maxLineLength + 1 ? rest.slice(0, maxLineLength + 1) : rest
    return this.#noted(texts)
  }

  #noted(texts: readonly string[]): Line[] {
    const lines = texts.map((text) => {
      this.#number += 1
      return { number: this.#number, text }
    })
    this.#survey.note(lines, false)
    return lines
  }
}
