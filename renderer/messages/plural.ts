/**
 * Picks the form a language asks for beside a number, by the categories that the Unicode CLDR gives it. The type
 * names the categories the language has, so that none is left out: `pluralsOf<'one' | 'other'>('en')`.
 */
export function pluralsOf<Category extends Intl.LDMLPluralRule>(
  language: string,
): (count: number, forms: Readonly<Record<Category | 'other', string>>) => string {
  const rules = new Intl.PluralRules(language)
  return (count, forms) => {
    const found: Partial<Record<string, string>> = forms
    return found[rules.select(count)] ?? forms.other
  }
}
