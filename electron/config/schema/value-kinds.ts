import { z } from 'zod'
import { badgeNumberFormats } from '../../badge/badge-number-format.ts'
import { nearest } from '../../base/text/nearest.ts'
import { canonicalTimeZone } from '../../base/time/time-zone.ts'
import { languageOf, languages } from '../../contract/languages.ts'

/** Building blocks of the config schema, each with a description of what is expected. */

/** What is expected of a value, as quoted in problems by `plain-words.ts`. */
export const expectations = z.registry<{ expected: string }>()

const guidExample = '6f9619ff-8b86-d011-b42d-00cf4fc964ff'

/**
 * Also detects a Windows path with single backslashes, where JSON turns `\t` and `\n` into control
 * characters.
 */
export const noControlCharacters = /^[^\p{Cc}]*$/u

export function guid(description: string) {
  return z
    .guid()
    .meta({ description, examples: [guidExample] })
    .register(expectations, { expected: `a GUID, such as ${guidExample}` })
}

export function path(expected: string) {
  return z
    .string()
    .min(1)
    .max(1000)
    .regex(noControlCharacters, {
      error: 'holds a control character; write each backslash twice, or write / instead',
    })
    .register(expectations, { expected })
}

export function wholeNumber(minimum: number, maximum: number) {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .register(expectations, { expected: `a whole number from ${minimum} to ${maximum}` })
}

export function badgeNumberFormat() {
  return z.enum(badgeNumberFormats).register(expectations, { expected: oneOf(badgeNumberFormats) })
}

/** Plain text around a badge number. `where`: before or after it. */
export function affix(where: string) {
  return z
    .string()
    .max(20)
    .regex(noControlCharacters, { error: 'holds a control character' })
    .register(expectations, { expected: `the characters ${where} the number, in quotes; empty for none` })
    .default('')
}

export function endpoint(example: string) {
  return z
    .string()
    .regex(/^https:\/\/[^/?#@\\\s]+\/?$/i, {
      error: 'is not an https:// address of only a host, without path, query or user name',
    })
    .refine((text) => URL.canParse(text), { error: 'is not an address' })
    .register(expectations, { expected: `an address such as ${example}` })
}

export function columnNames(what: string) {
  return z
    .array(z.string().min(1).max(200).register(expectations, { expected: 'a column name in quotes' }))
    .min(1)
    .max(20)
    .register(expectations, { expected: 'a list of column names in square brackets' })
    .optional()
    .describe(`Names in the header line, in place of the usual ones, for ${what}.`)
}

/** `HH:MM`, from 00:00 to 23:59. */
export function timeOfDay() {
  return z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is not a time of day' })
    .register(expectations, { expected: 'hours and minutes, such as 22:00' })
}

/** A language of the screens, with any region. */
export function languageTag() {
  return z
    .string()
    .superRefine((tag, context) => {
      if (languageOf(tag) !== undefined) return
      const near = nearest(tag, languages)
      const message = `is not a language of the screens${near === undefined ? '' : `; did you mean "${near}"?`}`
      context.addIssue({ code: 'custom', message })
    })
    .meta({ examples: [...languages] })
    .register(expectations, { expected: oneOf(languages) })
}

/** `team`, `system`, or any zone in the runtime's tz database. */
export function isTimeZone(name: string): boolean {
  return name === 'team' || name === 'system' || canonicalTimeZone(name) !== undefined
}

export function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `"${choices.join()}"` : `one of ${choices.map((c) => `"${c}"`).join(', ')}`
}

/** Lets a rule about two keys run even if other keys of the group are not valid. */
export function isPlainValue(payload: { value: unknown }): boolean {
  return typeof payload.value === 'object' && payload.value !== null && !Array.isArray(payload.value)
}
