import { z } from 'zod'
import { languageOf, languages } from '../../contract/languages.ts'
import { lookKeys } from './look-schema.ts'
import { expectations, isTimeZone, languageTag, oneOf } from './value-kinds.ts'

/** How much of a person's name a receipt shows. */
const namesShown = ['full', 'first', 'initials'] as const
/** What to do with displays that the kiosk does not use. */
export const otherDisplays = ['cover', 'leave'] as const

/** The group `screen`. */
export const screen = z
  .strictObject({
    display: z
      .string()
      .max(100)
      .regex(/\S/, { error: 'is empty' })
      .register(expectations, {
        expected: '"primary", a number in quotes such as "1", or a part of the display\'s name',
      })
      .default('primary')
      .describe(
        'The display the kiosk uses: primary, its number (from 1, left to right), or a part of its name (see the log, ' +
          'host.display). If it is missing, the kiosk uses the primary one.',
      ),
    otherDisplays: z
      .enum(otherDisplays)
      .register(expectations, { expected: 'cover or leave' })
      .default('cover')
      .describe(
        'What to do with the other displays: cover (black, since a visible desktop is a way out of the kiosk) or leave.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'is not a time zone' })
      .register(expectations, { expected: 'team, system, or a time zone such as Europe/Madrid' })
      .default('team')
      .describe(
        "Time zone of every time on screen: team (of the team's schedule in Shifts; this computer's until that is " +
          "known), system (this computer's), or a name such as Europe/Madrid.",
      ),
    languages: z
      .array(languageTag())
      .min(1)
      .max(languages.length)
      .refine((tags) => new Set(tags.map((tag) => languageOf(tag) ?? tag)).size === tags.length, {
        error: 'names a language twice',
      })
      .register(expectations, { expected: 'a list of languages in square brackets, such as ["en", "es"]' })
      .default(['en'])
      .describe(
        'Languages of the place, the main one first: it is used for everything, except for people whose language the ' +
          'roster names. While nobody taps, the idle screen shows each language in turn. Any of ' +
          `${languages.join(', ')}, optionally with a region, which sets the time format: en-GB 17:02, en 5:02 PM.`,
      ),
    nameShown: z
      .enum(namesShown)
      .register(expectations, { expected: oneOf(namesShown) })
      .default('full')
      .describe(
        "How much of a person's name the receipt shows: full, the first name, or initials. The page never receives more.",
      ),
    showHours: z
      .boolean()
      .register(expectations, { expected: 'true or false, without quotes' })
      .default(false)
      .describe(
        'Whether the confirmation also shows the length of the shift without breaks, and of the breaks.',
      ),
    ...lookKeys,
  })
  .prefault({})
  .describe('What the screen shows.')
