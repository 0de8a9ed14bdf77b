/** The languages of the screens; each has one file in `renderer/messages/`. */
export const languages = ['en', 'es', 'fr', 'de', 'pt-BR', 'pl', 'ar', 'zh-Hans'] as const

export type Language = (typeof languages)[number]

/**
 * The screen language for a BCP 47 tag: same language, same script, any region. `es-MX` gives `es`, `zh-CN`
 * gives `zh-Hans`, `pt` and `pt-PT` give `pt-BR`; `zh-TW` (another script) and invalid tags give undefined.
 */
export function languageOf(tag: string): Language | undefined {
  const wanted = languageAndScript(tag)
  return wanted === undefined
    ? undefined
    : languages.find((language) => languageAndScript(language) === wanted)
}

function languageAndScript(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script ?? ''}`
  } catch {
    return undefined
  }
}
