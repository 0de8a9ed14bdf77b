import { z } from 'zod'
import { readerSides, themes } from '../../contract/look.ts'
import { expectations, oneOf, path, timeOfDay } from './value-kinds.ts'

/** The keys of `screen` for the look of the screens and the viewing distance. */
export const lookKeys = {
  viewingDistanceM: z
    .number()
    .min(0.2)
    .max(5)
    .register(expectations, { expected: 'a distance in metres from 0.2 to 5, such as 1.0' })
    .default(1)
    .describe(
      'From how far away outcome, name and time have to be legible, in metres. Instructions are sized for 0.6 m at most.',
    ),
  panel: z
    .strictObject({
      diagonalInches: z
        .number()
        .min(3)
        .max(150)
        .register(expectations, { expected: 'inches from corner to corner, from 3 to 150, such as 21.5' })
        .default(21.5)
        .describe(
          'Diagonal of the panel, in inches. Together with the distance it determines the size of the text.',
        ),
      resolution: z
        .string()
        .regex(/^[1-9]\d{2,4}x[1-9]\d{2,4}$/, { error: 'is not a resolution' })
        .register(expectations, {
          expected: 'width x height as the panel is mounted, such as 1920x1080 or 1080x1920',
        })
        .default('1920x1080')
        .describe(
          'Width and height in pixels, as the panel is mounted (without the scaling of the operating system).',
        ),
    })
    .register(expectations, { expected: 'a group in braces' })
    .prefault({})
    .describe('The panel that shows the kiosk.'),
  readerSide: z
    .enum(readerSides)
    .register(expectations, { expected: oneOf(readerSides) })
    .default('below')
    .describe(
      'Where the badge reader is, seen from in front of the screen: left, right, below or above. The idle screen has an ' +
        'arrow that points there. none: no arrow, for a reader that is not next to the screen.',
    ),
  theme: z
    .enum(themes)
    .register(expectations, { expected: oneOf(themes) })
    .default('system')
    .describe(
      'Light or dark screens; system: the setting of the operating system; night: dark during the night hours.',
    ),
  night: z
    .strictObject({
      from: timeOfDay().default('22:00').describe('When the night starts, in the time zone of the screen.'),
      to: timeOfDay().default('05:00').describe('When the night ends. The same time as from: no night.'),
    })
    .register(expectations, { expected: 'a group in braces' })
    .prefault({})
    .describe('During these hours the idle screen is dimmed: grey text on black.'),
  pixelShift: z
    .boolean()
    .register(expectations, { expected: 'true or false, without quotes' })
    .default(true)
    .describe('Whether the picture shifts by a few pixels over time, to prevent burn-in.'),
  brand: z
    .strictObject({
      color: color(
        'Your colour instead of the built-in accent. Needs a contrast of 7 to 1 with the light background.',
      ),
      colorOnDark: color(
        'The same for the dark screens. When absent: a lighter shade of color that is legible there.',
      ),
      logoPath: path('the path of a PNG or SVG file, such as logo.svg')
        .optional()
        .describe(
          'A logo for the idle screen: PNG or SVG, at most 512 kB. If it cannot be read or used, there is a warning and the kiosk runs without it.',
        ),
      logoOnDarkPath: path('the path of a PNG or SVG file, such as logo-white.svg')
        .optional()
        .describe('The same for the dark screens. When absent: the logo is shown on a light plate there.'),
    })
    .register(expectations, { expected: 'a group in braces' })
    .prefault({})
    .describe('Your colour and logo.'),
}

function color(description: string) {
  return z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, { error: 'is not a colour' })
    .optional()
    .meta({ description })
    .register(expectations, { expected: 'a colour such as #0b4a5c' })
}
