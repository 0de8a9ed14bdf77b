import { cut } from '../base/text/cut.ts'

/** A name as long as that fills the wall; and no grapheme is a tower. */
const longestGraphemes = 100
const longestRead = 1_000
/** In a row, upon one letter: Vietnamese has two, pointed Hebrew and Tibetan have up to five. */
const mostMarks = 5

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Most names of a roster of a hundred thousand rows: nothing to clean in them. */
const plainName = /^[A-Za-zÀ-ɏ](?:[ '.-]?[A-Za-zÀ-ɏ]){0,60}$/
/** Of no width, or blank where a letter is expected: Hangul fillers, the empty Braille cell, the grapheme joiner. */
const invisible =
  // eslint-disable-next-line no-misleading-character-class -- each stands for itself
  /(?![\u200c\u200d])[\p{Cf}\p{Cs}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u{e0000}-\u{e0fff}]/u
/** Scripts that write with joiners between letters. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Inherited}]/u

/**
 * A person's name as a roster has it, fit for a wall and for exports: one line, in its own direction, with nothing invisible,
 * of at most 100 graphemes with a few marks each. Empty where nothing is left to read. Joiners stay where the script needs
 * them (Persian, Indic), variation selectors behind ideographs and Mongolian.
 */
export function personName(text: string): string {
  if (plainName.test(text)) return text
  const characters = Array.from(cut(text, longestRead).replace(/[\p{Cc}\s]+/gu, ' '))
  let name = ''
  let before = ''
  let marks = 0
  for (const [i, character] of characters.entries()) {
    if (!isKept(character, before, characters[i + 1] ?? '')) continue
    const isMark = /\p{M}/u.test(character)
    // A mark with nothing to stand on would stand on whatever is written before the name.
    if (isMark && (before === '' || before === ' ')) continue
    marks = isMark ? marks + 1 : 0
    if (marks > mostMarks || (character === ' ' && before === ' ')) continue
    name += character
    before = character
  }
  return firstGraphemes(name.trim())
}

function isKept(character: string, before: string, after: string): boolean {
  if (character === '\u200c' || character === '\u200d') return joining.test(before) && joining.test(after)
  if (/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(character)) return /\p{Script=Han}/u.test(before)
  if (/[\u180b-\u180d\u180f]/.test(character)) return /\p{Script=Mongolian}/u.test(before)
  return !invisible.test(character)
}

function firstGraphemes(name: string): string {
  if (name.length <= longestGraphemes) return name
  let first = ''
  let count = 0
  for (const { segment } of graphemes.segment(name)) {
    if (count === longestGraphemes) break
    first += segment
    count += 1
  }
  return first.trim()
}
