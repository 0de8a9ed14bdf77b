import type { Display } from 'electron'

/**
 * The properties of a display that matter here. Bounds are in device-independent pixels of the whole desktop.
 */
export type KioskDisplay = Pick<Display, 'id' | 'label' | 'bounds'>

/** The display settings of the config's `screen`. */
export interface DisplayWish {
  readonly display: string
  readonly otherDisplays: 'cover' | 'leave'
}

export interface ChosenDisplay {
  readonly display: KioskDisplay
  /** Whether it is the requested one. */
  readonly asAsked: boolean
  readonly others: readonly KioskDisplay[]
}

/**
 * Chooses the kiosk's display: the primary one, the n-th (from 1, left to right, then top to bottom) or the
 * first whose name contains the text. If it is missing, the primary one: a kiosk on the wrong screen is
 * better than none.
 */
export function chooseDisplay(
  displays: readonly KioskDisplay[],
  primary: KioskDisplay,
  wanted: string,
): ChosenDisplay {
  const inOrder = displays.toSorted((a, b) => a.bounds.x - b.bounds.x || a.bounds.y - b.bounds.y)
  const found = find(inOrder, primary, wanted.trim())
  const display = found ?? primary
  return { display, asAsked: found !== undefined, others: inOrder.filter(({ id }) => id !== display.id) }
}

function find(
  inOrder: readonly KioskDisplay[],
  primary: KioskDisplay,
  wanted: string,
): KioskDisplay | undefined {
  if (wanted.toLowerCase() === 'primary') return primary
  if (/^\d+$/.test(wanted)) return inOrder[Number(wanted) - 1]
  return inOrder.find(({ label }) => label.toLowerCase().includes(wanted.toLowerCase()))
}
