/** Languages the screens exist in; each has one file in `renderer/messages/`. */
export const languages = ['en', 'es', 'fr', 'de', 'pt-BR', 'pl', 'ar', 'zh-Hans'] as const

export type Language = (typeof languages)[number]

/**
 * The words to take for a BCP 47 tag: same language, same script, any region. `es-MX` reads `es`, `zh-CN` reads
 * `zh-Hans`, `pt` and `pt-PT` read `pt-BR`; `zh-TW` (another script) and what is no tag at all read nothing.
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
