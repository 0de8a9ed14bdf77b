/**
 * Picks the plural form for a number by the language's Unicode CLDR categories. The type lists the categories
 * of the language, so that none is missing: `pluralsOf<'one' | 'other'>('en')`.
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
