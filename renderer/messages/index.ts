import { en } from './en.ts'
import type { Messages } from './messages.ts'

const languages: ReadonlyMap<string, Messages> = new Map(
  [en].map((messages: Messages) => [messages.language.toLowerCase(), messages]),
)

/**
 * The words for a site: those of its own locale, else of a wider one (`pt-BR`, then `pt`), else English.
 * Never throws, whatever `locale` holds.
 */
export function messagesFor(locale: string): Messages {
  const subtags = locale.toLowerCase().split('-')
  while (subtags.length > 0) {
    const found = languages.get(subtags.join('-'))
    if (found) return found
    subtags.pop()
  }
  return en
}

export const everyLanguage: readonly Messages[] = [...languages.values()]
