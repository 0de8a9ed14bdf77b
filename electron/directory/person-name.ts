import { cut } from '../base/text/cut.ts'

/** Enough to fill the screen. */
const maxGraphemes = 100
const maxReadLength = 1_000
/** Combining marks per letter: Vietnamese uses two, pointed Hebrew and Tibetan up to five. */
const maxMarks = 5

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Fast path: matches most names, which need no cleaning. At most 99 characters. */
const plainName = /^[A-Za-zÀ-ɏ](?:[ '.-]?[A-Za-z0-9À-ɏ]){0,49}$/
// Compiled once, not per character.
const blanks = /[\p{Cc}\s]+/gu
const mark = /\p{M}/u
const variationSelector = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u
const ideograph = /\p{Script=Han}/u
const mongolianSelector = /[\u180b-\u180d\u180f]/
const mongolian = /\p{Script=Mongolian}/u
/**
 * Characters that are zero-width or look blank: Hangul fillers, the empty Braille cell, the grapheme joiner.
 */
const invisible =
  // eslint-disable-next-line no-misleading-character-class -- each stands for itself
  /(?![\u200c\u200d])[\p{Cf}\p{Cs}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u{e0000}-\u{e0fff}]/u
/** Scripts that use joiners between letters. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Inherited}]/u

/**
 * Cleans a person's name from a roster for the screen and for exports: one line, without invisible characters
 * and direction controls, at most 100 graphemes with at most five marks in a row. Empty if nothing legible is
 * left. Keeps joiners where the script needs them (Persian, Indic) and variation selectors after ideographs
 * and Mongolian.
 */
export function personName(text: string): string {
  if (plainName.test(text)) return text
  const characters = Array.from(cut(text, maxReadLength).replace(blanks, ' '))
  let name = ''
  let before = ''
  let marks = 0
  for (const [i, character] of characters.entries()) {
    if (!isKept(character, before, characters[i + 1] ?? '')) continue
    const isMark = mark.test(character)
    // A combining mark without a base letter would combine with the text before the name.
    if (isMark && (before === '' || before === ' ')) continue
    marks = isMark ? marks + 1 : 0
    if (marks > maxMarks || (character === ' ' && before === ' ')) continue
    name += character
    before = character
  }
  return firstGraphemes(name.trim())
}

function isKept(character: string, before: string, after: string): boolean {
  if (character === '\u200c' || character === '\u200d') return joining.test(before) && joining.test(after)
  if (variationSelector.test(character)) return ideograph.test(before)
  if (mongolianSelector.test(character)) return mongolian.test(before)
  return !invisible.test(character)
}

function firstGraphemes(name: string): string {
  if (name.length <= maxGraphemes) return name
  let first = ''
  let count = 0
  for (const { segment } of graphemes.segment(name)) {
    if (count === maxGraphemes) break
    first += segment
    count += 1
  }
  return first.trim()
}
