import type { Input, WebContents } from 'electron'
import type { KeyPress, KeySource } from '../../badge/keyboard/key-source.ts'
import { systemClock, type Clock } from '../../base/time/clock.ts'

/**
 * Keys as Electron sees them before the page does. Only those that scroll get through, for the list of setup problems:
 * no badge number reaches the page, and no shortcut does.
 */
export interface WindowKeys extends KeySource {
  /** The page in front from now on. */
  attach(contents: WebContents): void
}

export function createWindowKeys(clock: Clock = systemClock): WindowKeys {
  const listeners = new Set<(key: KeyPress) => void>()
  return {
    attach: (contents) => {
      contents.on('before-input-event', (event, input) => {
        if (!isScroll(input)) event.preventDefault()
        if (input.type !== 'keyDown' || input.isAutoRepeat) return
        // Electron does not say when the key was pressed; it is heard of at once while main is not busy.
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

/** With Alt, Ctrl or the Windows key they are shortcuts (Alt+Home: the home page); with Shift they mark text. */
function isScroll({ key, alt, control, meta, shift }: Input): boolean {
  return scrollKeys.has(key) && !alt && !control && !meta && !shift
}
