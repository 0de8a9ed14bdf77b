import { everyLanguage, messagesFor } from '../../messages/index.ts'
import type { Messages } from '../../messages/messages.ts'
import { mirroredPseudo, pseudo } from './pseudo.ts'

/** BCP 47 tag of the pseudo-language, as browsers and Windows name it. */
export const pseudoLanguage = pseudo.language

/** Every language of the screens, and the one that is longer than all of them. */
export const shownLanguages: readonly string[] = [
  ...everyLanguage.map(({ language }) => language),
  pseudoLanguage,
]

/** The words of a locale, the pseudo-language among them. */
export function wordsIn(locale: string): Messages {
  return [pseudo, mirroredPseudo].find(({ language }) => language === locale) ?? messagesFor(locale)
}
