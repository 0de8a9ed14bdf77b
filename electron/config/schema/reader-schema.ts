import { z } from 'zod'
import { keyEndings } from '../../badge/keyboard/key-burst.ts'
import { keyboardLayouts } from '../../badge/keyboard/us-keyboard.ts'
import { affix, badgeNumberFormat, expectations, oneOf, wholeNumber } from './value-kinds.ts'

/** The group `reader`. */
export const reader = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pcsc').describe('A contactless reader on the smart card service (PC/SC).'),
      name: z
        .string()
        .max(200)
        .register(expectations, { expected: "a part of the reader's name, or empty for any" })
        .default('')
        .describe(
          'Only readers whose name contains this text are used, upper or lower case. ' +
            'Empty: every slot that is contactless, judging by its name or its cards.',
        ),
    }),
    z.strictObject({
      kind: z.literal('keyboard').describe('A reader that types the badge number and Enter like a keyboard.'),
      badgeNumberFormat: badgeNumberFormat()
        .default('hex')
        .describe('How the reader writes the badge number: docs/badges.md.'),
      prefix: affix('before').describe(
        'What the reader types before the number, such as ; from a magnetic stripe. Removed if present.',
      ),
      suffix: affix('after').describe('The same after the number, such as ? from a magnetic stripe.'),
      minimumLength: wholeNumber(4, 40)
        .default(6)
        .describe('Shorter input, in characters, does not count as a badge number.'),
      maximumKeyGapMs: wholeNumber(5, 1000)
        .default(50)
        .describe('The longest pause between two characters, in milliseconds. Slower input is ignored.'),
      ending: z
        .enum(keyEndings)
        .register(expectations, { expected: oneOf(keyEndings) })
        .default('enter-or-tab')
        .describe(
          'What ends the number: enter-or-tab, enter, tab, or pause for a reader that sends neither (no key for half a ' +
            'second, or three times maximumKeyGapMs if that is longer). With pause, set minimumLength to the length of ' +
            'a whole number, so that part of a number is never read.',
        ),
      keyboardLayout: z
        .enum(keyboardLayouts)
        .register(expectations, { expected: oneOf(keyboardLayouts) })
        .default('system')
        .describe(
          'How keys are read: system, by the keyboard layout of this computer, or us, by their position on a US keyboard. A ' +
            'reader set to US English needs us if this computer uses another layout or an input method, or NumLock is off.',
        ),
    }),
  ])
  .register(expectations, { expected: 'a group in braces with a "kind", "pcsc" or "keyboard"' })
  .prefault({ kind: 'pcsc' })
  .describe('The badge reader.')
