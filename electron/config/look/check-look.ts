import { languageOf } from '../../contract/languages.ts'
import { grounds, inchMm, legibleCapitalMm } from '../../contract/look.ts'
import type { Files } from '../../files/files.ts'
import { contrast, legibleShade } from './color.ts'
import type { ConfigValues } from '../schema/schema.ts'
import { problemOf, warningOf, type Finding } from '../finding.ts'
import { readLogo } from './logo-file.ts'
import { noticeWidths } from './notice-widths.ts'
import { greatestDistanceMm } from './panel-fit.ts'

type ScreenValues = ConfigValues['screen']

/** The least contrast of text on its background, to 1 (WCAG 2.2, success criterion 1.4.6). */
export const minContrast = 7

/** Makes the path at a key of `screen.brand` absolute. */
type Resolve = (key: string, written: string) => string

/** Checks the look of the screens beyond what the schema can: panel size, contrast, logos. */
export async function checkLook(screen: ScreenValues, resolve: Resolve, files: Files): Promise<Finding[]> {
  const { color, colorOnDark, logoPath, logoOnDarkPath } = screen.brand
  return [
    ...panelFindings(screen),
    ...colorFindings('color', color, 'light'),
    ...colorFindings('colorOnDark', colorOnDark, 'dark'),
    ...alone('colorOnDark', colorOnDark, 'color', color),
    ...(await logoFindings('logoPath', logoPath, resolve, files)),
    ...(await logoFindings('logoOnDarkPath', logoOnDarkPath, resolve, files)),
    ...alone('logoOnDarkPath', logoOnDarkPath, 'logoPath', logoPath),
  ]
}

function panelFindings({ panel, viewingDistanceM, languages }: ScreenValues): Finding[] {
  const [widthPx = 0, heightPx = 0] = panel.resolution.split('x').map(Number)
  const diagonalMm = panel.diagonalInches * inchMm
  const widths = languages.flatMap((tag) => noticeWidths[languageOf(tag) ?? 'en'] ?? [])
  const wantedMm = viewingDistanceM * 1000
  const fitsMm = greatestDistanceMm({ widthPx, heightPx, diagonalMm }, wantedMm, widths)
  if (fitsMm === wantedMm) return []
  const capital = legibleCapitalMm(wantedMm).toFixed(1)
  return [
    problemOf(
      'screen.viewingDistanceM',
      `is too far for this panel (${panel.diagonalInches} inches, ${panel.resolution}): ` +
        `capitals of ${capital} mm (0.7 degrees of arc) leave no room for the longest notice`,
      fitsMm === undefined ? 'a larger panel' : `at most ${fitsMm / 1000} for this panel, or a larger panel`,
    ),
  ]
}

function colorFindings(key: string, color: string | undefined, theme: keyof typeof grounds): Finding[] {
  if (color === undefined) return []
  const reached = contrast(color, grounds[theme])
  if (reached >= minContrast) return []
  return [
    problemOf(
      `screen.brand.${key}`,
      // Rounded down: 6.96 is not 7.0.
      `is not legible from a distance: its contrast with the ${theme} background is ${(Math.floor(reached * 10) / 10).toFixed(1)} to 1, not ${minContrast}`,
      `a ${theme === 'light' ? 'darker' : 'lighter'} shade, such as ${legibleShade(color, grounds[theme], minContrast)}`,
    ),
  ]
}

function alone(key: string, value: unknown, other: string, otherValue: unknown): Finding[] {
  if (value === undefined || otherValue !== undefined) return []
  return [problemOf(`screen.brand.${other}`, `is missing; ${key} needs it`)]
}

/** Only a warning: a share that is down after a power cut must not stop the kiosk. */
async function logoFindings(
  key: string,
  written: string | undefined,
  resolve: Resolve,
  files: Files,
): Promise<Finding[]> {
  if (written === undefined) return []
  const logo = await readLogo(resolve(key, written), files)
  if (logo.kind === 'ok') return []
  const expected = 'a logo; the kiosk runs without it and tries again at its next start'
  return [warningOf(`screen.brand.${key}`, logo.problem, expected)]
}
