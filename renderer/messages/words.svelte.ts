import { SvelteMap } from 'svelte/reactivity'
import { languageOf, type Language } from '../../electron/contract/languages.ts'
import { en } from './en.ts'
import type { Messages } from './messages.ts'

type Loaders = { readonly [Tag in Language]: () => Promise<Messages & { readonly language: Tag }> }

/** Each language is a separate file, loaded when a person first needs it. English is built in. */
const loaders: Loaders = {
  en: () => Promise.resolve(en),
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  de: async () => (await import('./de.ts')).de,
  'pt-BR': async () => (await import('./pt-br.ts')).ptBr,
  pl: async () => (await import('./pl.ts')).pl,
  ar: async () => (await import('./ar.ts')).ar,
  'zh-Hans': async () => (await import('./zh-hans.ts')).zhHans,
}

/** The languages this page has loaded. Reading is reactive: a screen is redrawn when its language arrives. */
class Words {
  readonly #loaded = new SvelteMap<Language, Messages>([['en', en]])
  readonly #loading = new Set<Language>()

  /**
   * Starts loading the languages for these BCP 47 tags. A file that fails to load is requested again the next
   * time.
   */
  need(locales: readonly string[]): void {
    for (const locale of locales) {
      const language = languageOf(locale)
      if (language === undefined || this.#loaded.has(language) || this.#loading.has(language)) continue
      this.#loading.add(language)
      loaders[language]()
        .then((messages) => this.#loaded.set(language, messages))
        .catch((error: unknown) => console.warn(`The words in ${language} could not be loaded:`, error))
        .finally(() => this.#loading.delete(language))
    }
  }

  /** The messages for a BCP 47 tag; undefined if not loaded or not available. */
  of(locale: string): Messages | undefined {
    const language = languageOf(locale)
    return language === undefined ? undefined : this.#loaded.get(language)
  }
}

export const loadedWords = new Words()
