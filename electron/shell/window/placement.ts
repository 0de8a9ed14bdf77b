import { BaseWindow, screen, type Rectangle } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { chooseDisplay, type DisplayWish } from './displays.ts'
import { isWayland } from './wayland.ts'
import { coverOptions } from './window-options.ts'

/** Where the kiosk's window goes, and what covers the other displays. */
export interface Placement {
  /** The bounds for a window that is opened now. */
  place(): Rectangle
  /** Applies the settings once the config has been read. */
  wish(wish: DisplayWish): void
  /** Stops placing windows: the program is exiting. */
  stop(): void
  /** From now on the window follows display changes; `renew` reopens it in its place. */
  follow(renew: () => void): void
}

/** Debounce: displays change in several steps, and only the last one counts. */
const settleMs = 1_000

/**
 * Covers the other displays in black unless the config says to leave them: a visible desktop next to the
 * kiosk is a way out of it. When a display is added, removed, rotated or resized, even briefly, the window is
 * reopened in its place, because full-screen windows do not move on every platform.
 *
 * No covers on Wayland: a program cannot position its windows, and cage puts the newest one on top and gives
 * it the keyboard (cage: view.c, `view_map`), so a cover would hide the kiosk. There the compositor must be
 * set to one display.
 */
export function createPlacement(clock: Clock, log: Log): Placement {
  let wished: DisplayWish = { display: 'primary', otherDisplays: 'cover' }
  let placed: Rectangle | undefined
  let renew: (() => void) | undefined
  let lastLogged = ''
  let disarm: () => void = () => undefined
  let hasStopped = false
  const covers = new Map<string, BaseWindow>()
  // Windows that were out of place, even briefly: the operating system may have moved them, and if a display
  // is back before the debounce ends, the bounds alone do not show it.
  let hasStrayed = false
  const strayedCovers = new Set<string>()

  const choose = () => chooseDisplay(screen.getAllDisplays(), screen.getPrimaryDisplay(), wished.display)

  const settle = (): void => {
    const { display, asAsked, others } = choose()
    logDisplay(display.label, display.bounds, asAsked, others.length)
    const isCovering = wished.otherDisplays === 'cover' && !isWayland()
    cover(isCovering ? others.map(({ bounds }) => bounds) : [])
    const isElsewhere = hasStrayed || isMisplaced(display.bounds)
    hasStrayed = false
    if (isElsewhere) renew?.()
  }

  const isMisplaced = (bounds: Rectangle): boolean =>
    placed !== undefined && nameOf(placed) !== nameOf(bounds)

  const logDisplay = (
    label: string,
    { width, height }: Rectangle,
    asAsked: boolean,
    others: number,
  ): void => {
    const fields = { display: label, width, height, others, wanted: wished.display }
    const text = JSON.stringify(fields)
    if (text === lastLogged) return
    lastLogged = text
    if (asAsked) log.info('host.display', fields)
    else log.warn('host.display-missing', fields)
  }

  const cover = (wanted: readonly Rectangle[]): void => {
    const names = new Set(wanted.map(nameOf))
    for (const [name, window] of covers) {
      if (names.has(name) && !strayedCovers.has(name)) continue
      covers.delete(name)
      window.destroy()
    }
    strayedCovers.clear()
    for (const bounds of wanted) {
      const name = nameOf(bounds)
      if (covers.has(name)) continue
      const window = new BaseWindow(coverOptions(bounds))
      window.on('close', (event) => event.preventDefault())
      window.showInactive()
      covers.set(name, window)
    }
  }

  const settleLater = (): void => {
    const { display, others } = choose()
    hasStrayed ||= isMisplaced(display.bounds)
    const names = new Set(others.map(({ bounds }) => nameOf(bounds)))
    for (const name of covers.keys()) if (!names.has(name)) strayedCovers.add(name)
    disarm()
    if (!hasStopped) disarm = clock.after(settleMs, settle)
  }

  return {
    place: () => {
      placed = choose().display.bounds
      hasStrayed = false
      return placed
    },
    stop: () => {
      hasStopped = true
      disarm()
    },
    wish: (wish) => {
      wished = wish
      if (renew !== undefined) settle()
    },
    follow: (renewWindow) => {
      renew = renewWindow
      screen.on('display-added', settleLater)
      screen.on('display-removed', settleLater)
      screen.on('display-metrics-changed', settleLater)
      settle()
    },
  }
}

function nameOf({ x, y, width, height }: Rectangle): string {
  return [x, y, width, height].join(' ')
}
