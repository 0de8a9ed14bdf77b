import type { KeyPress } from './key-source.ts'
import { usCharacter } from './us-keyboard.ts'

/**
 * Keys by what they are, not which:
 * - `numpadOff`: keys of the number pad while NumLock is off, such as Home in place of 7.
 * - `otherLayout`: a key that types a digit or A-F on a US keyboard, and neither on this computer.
 * - `hidden`: keys of which the system does not tell the character: `Process` (an input method took it), `Unidentified`,
 *   `Dead` (an accent that waits for its letter).
 */
export type KeyClass = 'digit' | 'letter' | 'sign' | 'numpadOff' | 'otherLayout' | 'hidden'

/** What was typed between two pauses, told by its shape alone: nothing in it says which keys they were. */
export interface TypingShape {
  readonly keys: number
  readonly durationMs: number
  /** Between two keys: the one in the middle, and the longest. */
  readonly medianGapMs: number
  readonly longestGapMs: number
  /** Whether the keys came at an even pace, as a machine's do. */
  readonly isRegular: boolean
  /** How many of the keys could be those of a badge number, under any layout. */
  readonly numberKeys: number
  readonly classes: Readonly<Partial<Record<KeyClass, number>>>
  /** Which of the keys that may end a number came last; undefined: none. */
  readonly end: 'Enter' | 'Tab' | undefined
  /** Whether Enter came right before the first key. */
  readonly startsWithEnter: boolean
}

export interface TypingWatch {
  take(press: KeyPress): void
  /** What was typed since the last call; undefined: nothing. */
  end(): TypedKeys | undefined
  /** Whether anything was typed that has not been answered by `end`. */
  readonly isTyping: boolean
}

export interface TypedKeys {
  readonly shape: TypingShape
  /** The characters a US keyboard would have typed. Content: never to be logged. */
  readonly onUsKeyboard: string
}

/** `KeyboardEvent.key` of the number pad while NumLock is off (UI Events KeyboardEvent key Values). */
const numpadOffKeys = new Set([
  ...['Insert', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'Clear'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
])
/**
 * As Chromium names them: `DomKey::PROCESS` replaces the key that an input method took, its `code` stays
 * (ui/base/ime/linux/input_method_auralinux.cc), and every dead key is `Dead` (ui/events/keycodes/dom/keycode_converter.cc).
 */
const hiddenKeys = new Set(['Process', 'Unidentified', 'Dead', ''])
const modifierKeys = new Set([
  ...['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn'],
])

/** More keys than any badge number has are counted, and their content and pace are not looked at. */
const mostKeys = 64
/** A USB keyboard reports every 1 to 10 ms, and main has other work to do between two keys. */
const evenMs = 10
const evenShare = 0.12
const mostlyEven = 0.8

/** Notes the shape of what is typed. `press` is as the reader is to be read: on a US keyboard where the config says so. */
export function watchTyping(): TypingWatch {
  let keys = 0
  let numberKeys = 0
  let classes: Partial<Record<KeyClass, number>> = {}
  let gaps: number[] = []
  let firstMs = 0
  let lastMs = 0
  let lastPressMs: number | undefined
  let enterMs: number | undefined
  let startsWithEnter = false
  let end: TypingShape['end']
  let onUsKeyboard = ''

  return {
    get isTyping() {
      return keys > 0
    },
    take: (press) => {
      const { key, atMs } = press
      if (key === 'Enter' || key === 'Tab') {
        if (keys > 0) end = key
        else if (key === 'Enter') enterMs = atMs
        return
      }
      // Shift before a letter is a key of its own: without it the pace of a number in capital letters is uneven.
      const isModifier = modifierKeys.has(key)
      const keyClass = classOf(press)
      if (!isModifier && keyClass === undefined) return
      if (keys > 0 && lastPressMs !== undefined && gaps.length < mostKeys * 2) gaps.push(atMs - lastPressMs)
      lastPressMs = atMs
      if (keyClass === undefined) return
      if (keys === 0) {
        firstMs = atMs
        startsWithEnter = enterMs !== undefined && atMs - enterMs >= 0 && atMs - enterMs < 1_000
      }
      keys += 1
      lastMs = atMs
      end = undefined
      classes[keyClass] = (classes[keyClass] ?? 0) + 1
      if (isOfNumber(press, keyClass)) numberKeys += 1
      if (onUsKeyboard.length < mostKeys) onUsKeyboard += usCharacter(press) ?? ''
    },
    end: () => {
      if (keys === 0) return undefined
      const sorted = gaps.toSorted((a, b) => a - b)
      const medianGapMs = sorted[Math.floor(sorted.length / 2)] ?? 0
      const tolerance = Math.max(evenMs, medianGapMs * evenShare)
      const even = gaps.filter((gap) => Math.abs(gap - medianGapMs) <= tolerance).length
      const typed: TypedKeys = {
        shape: {
          keys,
          durationMs: lastMs - firstMs,
          medianGapMs,
          longestGapMs: sorted.at(-1) ?? 0,
          isRegular: even >= gaps.length * mostlyEven,
          numberKeys,
          classes,
          end,
          startsWithEnter,
        },
        onUsKeyboard,
      }
      keys = 0
      numberKeys = 0
      classes = {}
      gaps = []
      enterMs = undefined
      end = undefined
      onUsKeyboard = ''
      return typed
    },
  }
}

/** Undefined: it types nothing and hides nothing, such as F5. */
function classOf(press: KeyPress): KeyClass | undefined {
  const { key, code = '' } = press
  if (numpadOffKeys.has(key)) return code === '' || code.startsWith('Numpad') ? 'numpadOff' : undefined
  const onUs = usCharacter(press)
  // An input method may take Shift and Enter, too: they hide no character.
  if (hiddenKeys.has(key)) return code === '' || onUs !== undefined ? 'hidden' : undefined
  if (Array.from(key).length !== 1) return undefined
  if (/[0-9]/.test(key)) return 'digit'
  if (onUs !== undefined && isHexDigit(onUs) && !isHexDigit(key)) return 'otherLayout'
  return /\p{L}/u.test(key) ? 'letter' : 'sign'
}

function isOfNumber({ key }: KeyPress, keyClass: KeyClass): boolean {
  return keyClass === 'letter' ? isHexDigit(key) : keyClass !== 'sign'
}

function isHexDigit(character: string): boolean {
  return /^[0-9a-f]$/i.test(character)
}
