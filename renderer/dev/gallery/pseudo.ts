import { en } from '../../messages/en.ts'
import type { Messages } from '../../messages/messages.ts'

/**
 * How much longer than English the pseudo-locale is: the expansion Microsoft's guides assume for short texts.
 */
export const pseudoExpansion = 1.4

const accented = new Map(Array.from('aeioucnszyAEIOUCNSZY', (plain, i) => [plain, 'áéîöûçñšžýÁÉÎÖÛÇÑŠŽÝ'[i]]))

/**
 * A pseudo-locale derived from English: about 40 % longer and full of accents, so that a layout that only
 * just fits English fails visibly. Covers all messages automatically.
 */
export const pseudo: Messages = { ...(lengthen(en) as Messages), language: 'en-XA', direction: 'ltr' }

/**
 * The same from right to left, named as in Android. Shows which parts of the layout are not mirrored, without
 * a right-to-left translation.
 */
export const mirroredPseudo: Messages = { ...pseudo, language: 'ar-XB', direction: 'rtl' }

function lengthen(value: unknown): unknown {
  if (typeof value === 'string') return lengthenText(value)
  if (typeof value === 'function') {
    return (...values: unknown[]) => lengthen((value as (...values: unknown[]) => unknown)(...values))
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lengthen(inner)]))
  return value
}

/** Lengthens each word by 40 %, by doubling its last letters. */
function lengthenText(text: string): string {
  return text.replaceAll(/[\p{L}]+/gu, (word) => {
    const letters = Array.from(word)
    const doubledCount = Math.round(letters.length * (pseudoExpansion - 1))
    return letters
      .map((letter, i) => {
        const shown = accented.get(letter) ?? letter
        return i >= letters.length - doubledCount ? shown + shown : shown
      })
      .join('')
  })
}
