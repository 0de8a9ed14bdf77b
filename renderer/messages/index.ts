import { languageOf, type Language } from '../../electron/contract/languages.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import type { Messages } from './messages.ts'
import { pl } from './pl.ts'
import { ptBr } from './pt-br.ts'
import { zhHans } from './zh-hans.ts'

/**
 * All languages at once: for tests and screenshots. The page itself loads only what it needs
 * (`words.svelte.ts`).
 */
const words: { readonly [Tag in Language]: Messages & { readonly language: Tag } } = {
  en,
  es,
  fr,
  de,
  'pt-BR': ptBr,
  pl,
  ar,
  'zh-Hans': zhHans,
}

/** The messages for a BCP 47 tag; English if there are none. Never throws, whatever `locale` contains. */
export function messagesFor(locale: string): Messages {
  return words[languageOf(locale) ?? 'en']
}

export const everyLanguage: readonly Messages[] = Object.values(words)
