/** How the screens look at a site: what main has read and checked, and the renderer draws by. */
export interface Look {
  /** `system`: as the operating system has it. `night`: dark in the night hours, light by day. */
  readonly theme: Theme
  /** In these hours, by the site's time zone, the idle screen is dimmed. The same minute twice: never. */
  readonly night: NightHours
  /** Whether the picture wanders a few pixels around, so that nothing burns into the panel. */
  readonly pixelShift: boolean
  /** From corner to corner. The page is taken to fill the panel. */
  readonly panelDiagonalMm: number
  /** From how far away outcome, name and time have to be readable. */
  readonly viewingDistanceMm: number
  /** Where the badge reader hangs, as somebody before the screen sees it: the idle screen points there. */
  readonly readerSide: ReaderSide
  /** CSS colours (`#rrggbb`) in place of the built-in accent, both checked for their contrast. */
  readonly accent?: { readonly onLight: string; readonly onDark: string }
  /** Addresses of pictures, relative to the page. Without `onDark` the one stands on a light plate in the dark. */
  readonly logo?: { readonly onLight: string; readonly onDark?: string }
}

export const themes = ['system', 'light', 'dark', 'night'] as const
export type Theme = (typeof themes)[number]

/** Places in the room: left is left in every language. `none`: the screen points nowhere. */
export const readerSides = ['left', 'right', 'below', 'above', 'none'] as const
export type ReaderSide = (typeof readerSides)[number]

/** Minutes since midnight, 0 to 1439. */
export interface NightHours {
  readonly fromMinute: number
  readonly toMinute: number
}

/** The grounds the accent stands on in the light and in the dark theme; `theme.css` paints them. */
export const grounds = { light: '#f6f4ef', dark: '#0f1316' } as const

export const inchMm = 25.4

/** From how far away the details (why, what to do) have to be readable: who reads them has stepped closer. */
export const detailsDistanceMm = 600

/**
 * How tall a capital H has to be to be read from a distance: it subtends 0.7 degrees of arc (EN 301 549 v3.2.1,
 * 5.1.4). Both in millimetres.
 */
export function legibleCapitalMm(distanceMm: number): number {
  return 2 * distanceMm * Math.tan((0.35 * Math.PI) / 180)
}

/** A row of a slot, over the height of its capitals. */
export const slotRowOverCapital = 1.6
/** Panels are taken to lie across, and the slots to have half of their height. */
const slotsPartOfHeight = 0.5
const landscapeHeightOverDiagonal = 0.5
const fewestSlots = 3
const mostSlots = 6

/** How many people beside the latest the screen has room for, each readable from the viewing distance. */
export function slotCount({ panelDiagonalMm, viewingDistanceMm }: Look): number {
  const roomMm = panelDiagonalMm * landscapeHeightOverDiagonal * slotsPartOfHeight
  const fitting = Math.floor(roomMm / (legibleCapitalMm(viewingDistanceMm) * slotRowOverCapital))
  return Math.min(mostSlots, Math.max(fewestSlots, fitting))
}
