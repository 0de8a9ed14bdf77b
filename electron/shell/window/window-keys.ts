import type { Input, WebContents } from 'electron'
import type { KeyPress, KeySource } from '../../badge/keyboard/key-source.ts'
import { systemClock, type Clock } from '../../base/time/clock.ts'

/**
 * Key presses, intercepted before the page gets them. Only scroll keys reach the page, for the list of setup
 * problems: no badge number and no shortcut does.
 */
export interface WindowKeys extends KeySource {
  /** Switches to the keys of a new page. */
  attach(contents: WebContents): void
}

export function createWindowKeys(clock: Clock = systemClock): WindowKeys {
  const listeners = new Set<(key: KeyPress) => void>()
  return {
    attach: (contents) => {
      contents.on('before-input-event', (event, input) => {
        if (!isScroll(input)) event.preventDefault()
        if (input.type !== 'keyDown' || input.isAutoRepeat) return
        // Electron gives no timestamp; the event arrives at once while main is not busy.
        const press: KeyPress = {
          key: input.key,
          ...(input.code !== '' && { code: input.code }),
          atMs: clock.now().monotonicMs,
          ...(input.control && { control: true }),
          ...(input.shift && { shift: true }),
        }
        for (const listener of listeners) listener(press)
      })
    },
    onKey: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

const scrollKeys = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])

/**
 * With Alt, Ctrl or the Windows key they are shortcuts (Alt+Home: the home page); with Shift they select
 * text.
 */
function isScroll({ key, alt, control, meta, shift }: Input): boolean {
  return scrollKeys.has(key) && !alt && !control && !meta && !shift
}
