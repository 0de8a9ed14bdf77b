import { grounds, inchMm, type Look } from '../../contract/look.ts'
import { minContrast } from './check-look.ts'
import { legibleShade } from './color.ts'
import type { KioskConfig } from '../config.ts'
import { minuteOf } from '../time-of-day.ts'

/** The renderer's look settings, from a valid config. `logo`: the paths of the pictures. */
export function lookOf(screen: KioskConfig['screen'], logo: Look['logo']): Look {
  const { theme, night, pixelShift, panel, viewingDistanceM, readerSide, brand } = screen
  return {
    theme,
    night: { fromMinute: minuteOf(night.from), toMinute: minuteOf(night.to) },
    pixelShift,
    panelDiagonalMm: panel.diagonalInches * inchMm,
    viewingDistanceMm: viewingDistanceM * 1000,
    readerSide,
    ...(brand.color !== undefined && {
      accent: {
        onLight: brand.color,
        onDark: brand.colorOnDark ?? legibleShade(brand.color, grounds.dark, minContrast),
      },
    }),
    ...(logo !== undefined && { logo }),
  }
}
