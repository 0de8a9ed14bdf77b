import { everyLanguage, messagesFor } from '../../messages/index.ts'
import type { Messages } from '../../messages/messages.ts'
import { mirroredPseudo, pseudo } from './pseudo.ts'

/** BCP 47 tag of the pseudo-locale, as browsers and Windows name it. */
export const pseudoLanguage = pseudo.language

/** Every screen language, and the pseudo-locale, which is longer than all of them. */
export const shownLanguages: readonly string[] = [
  ...everyLanguage.map(({ language }) => language),
  pseudoLanguage,
]

/** The messages of a locale, pseudo-locales included. */
export function wordsIn(locale: string): Messages {
  return [pseudo, mirroredPseudo].find(({ language }) => language === locale) ?? messagesFor(locale)
}
