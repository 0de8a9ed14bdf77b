import type { Display } from 'electron'

/** What the kiosk wants to know of a display. Bounds are in device-independent pixels, of the whole desktop. */
export type KioskDisplay = Pick<Display, 'id' | 'label' | 'bounds'>

/** The config's `screen`, as far as displays go. */
export interface DisplayWish {
  readonly display: string
  readonly otherDisplays: 'cover' | 'leave'
}

export interface ChosenDisplay {
  readonly display: KioskDisplay
  /** Whether it is the one that was asked for. */
  readonly asAsked: boolean
  readonly others: readonly KioskDisplay[]
}

/**
 * The display the kiosk takes: the primary one, the n-th (counted from 1, left to right, then top to bottom) or the
 * first with the text in its name. Where that one is not there, the primary one: a kiosk on the wrong screen beats none.
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
