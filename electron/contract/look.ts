/** The look of the screens at a site, validated by main and applied by the renderer. */
export interface Look {
  /** `system`: the operating system's theme. `night`: dark in the night hours, light by day. */
  readonly theme: Theme
  /** The idle screen is dimmed in these hours of the site's time zone. Equal minutes: never. */
  readonly night: NightHours
  /** Whether the picture moves by a few pixels to prevent burn-in. */
  readonly pixelShift: boolean
  /** Panel diagonal. The page is assumed to fill the panel. */
  readonly panelDiagonalMm: number
  /** Distance from which outcome, name and time must be readable. */
  readonly viewingDistanceMm: number
  /** Where the badge reader is, seen from in front of the screen: the idle screen points there. */
  readonly readerSide: ReaderSide
  /** CSS colors (`#rrggbb`) that replace the built-in accent, both checked for contrast. */
  readonly accent?: { readonly onLight: string; readonly onDark: string }
  /**
   * URLs of images, relative to the page. Without `onDark`, the dark theme shows `onLight` on a light plate.
   */
  readonly logo?: { readonly onLight: string; readonly onDark?: string }
}

export const themes = ['system', 'light', 'dark', 'night'] as const
export type Theme = (typeof themes)[number]

/** Physical directions: left is left in every language. `none`: the screen points nowhere. */
export const readerSides = ['left', 'right', 'below', 'above', 'none'] as const
export type ReaderSide = (typeof readerSides)[number]

/** Minutes since midnight, 0 to 1439. */
export interface NightHours {
  readonly fromMinute: number
  readonly toMinute: number
}

/** The background colors behind the accent in the light and dark theme; `theme.css` uses them. */
export const grounds = { light: '#f6f4ef', dark: '#0f1316' } as const

export const inchMm = 25.4

/** Distance from which the details (why, what to do) must be readable: their reader steps closer. */
export const detailsDistanceMm = 600

/**
 * The height of a capital H that is readable from a distance: it subtends 0.7 degrees of arc (EN 301 549
 * v3.2.1, 5.1.4). Both in millimeters.
 */
export function legibleCapitalMm(distanceMm: number): number {
  return 2 * distanceMm * Math.tan((0.35 * Math.PI) / 180)
}

/** Height of a slot row, as a multiple of the cap height. */
export const slotRowOverCapital = 1.6
/** Assumes landscape panels, with half of the height for the slots. */
const slotsPartOfHeight = 0.5
const landscapeHeightOverDiagonal = 0.5
const fewestSlots = 3
const maxSlots = 6

/** How many other people the screen has room for, each readable from the viewing distance. */
export function slotCount({ panelDiagonalMm, viewingDistanceMm }: Look): number {
  const roomMm = panelDiagonalMm * landscapeHeightOverDiagonal * slotsPartOfHeight
  const fitting = Math.floor(roomMm / (legibleCapitalMm(viewingDistanceMm) * slotRowOverCapital))
  return Math.min(maxSlots, Math.max(fewestSlots, fitting))
}
