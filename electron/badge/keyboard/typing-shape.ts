import type { KeyPress } from './key-source.ts'
import { usCharacter } from './us-keyboard.ts'

/**
 * Kinds of keys, without saying which key:
 * - `numpadOff`: number pad keys while NumLock is off, such as Home instead of 7.
 * - `otherLayout`: a key that types a digit or A-F on a US keyboard, but not on this computer.
 * - `hidden`: keys whose character the system does not report: `Process` (taken by an input method),
 *   `Unidentified`, `Dead` (an accent that waits for its letter).
 */
export type KeyClass = 'digit' | 'letter' | 'sign' | 'numpadOff' | 'otherLayout' | 'hidden'

/** The shape of what was typed between two pauses: it does not reveal which keys. */
export interface TypingShape {
  readonly keys: number
  readonly durationMs: number
  /** Median and longest time between two keys. */
  readonly medianGapMs: number
  readonly maxGapMs: number
  /** Whether the keys came at an even pace, as from a machine. */
  readonly isRegular: boolean
  /** How many of the keys could belong to a badge number, in any layout. */
  readonly numberKeys: number
  readonly classes: Readonly<Partial<Record<KeyClass, number>>>
  /** The end key that came last; undefined: none. */
  readonly end: 'Enter' | 'Tab' | undefined
  /** Whether Enter came right before the first key. */
  readonly startsWithEnter: boolean
}

export interface TypingWatch {
  take(press: KeyPress): void
  /** Returns and clears what was typed since the last call; undefined: nothing. */
  end(): TypedKeys | undefined
  /** Whether anything was typed since the last call of `end`. */
  readonly isTyping: boolean
}

export interface TypedKeys {
  readonly shape: TypingShape
  /** The characters a US keyboard would have typed. Never log them. */
  readonly onUsKeyboard: string
}

/** `KeyboardEvent.key` of the number pad while NumLock is off (UI Events KeyboardEvent key Values). */
const numpadOffKeys = new Set([
  ...['Insert', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'Clear'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
])
/**
 * Chromium's names: `DomKey::PROCESS` replaces a key that an input method took, while its `code` stays
 * (ui/base/ime/linux/input_method_auralinux.cc); every dead key is `Dead`
 * (ui/events/keycodes/dom/keycode_converter.cc).
 */
const hiddenKeys = new Set(['Process', 'Unidentified', 'Dead', ''])
const modifierKeys = new Set([
  ...['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn'],
])

/** Further keys are counted, but their content and pace are ignored. No badge number is longer. */
const maxKeys = 64
/** A USB keyboard reports every 1 to 10 ms, and the main process may be busy between two keys. */
const evenMs = 10
const evenShare = 0.12
const mostlyEven = 0.8

/** Tracks the shape of what is typed. `press`: already mapped to a US keyboard if the config says so. */
export function trackTyping(): TypingWatch {
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
      // Shift before a letter counts as a key: otherwise the pace of capital letters looks uneven.
      const isModifier = modifierKeys.has(key)
      const keyClass = classOf(press)
      if (!isModifier && keyClass === undefined) return
      if (keys > 0 && lastPressMs !== undefined && gaps.length < maxKeys * 2) gaps.push(atMs - lastPressMs)
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
      if (onUsKeyboard.length < maxKeys) onUsKeyboard += usCharacter(press) ?? ''
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
          maxGapMs: sorted.at(-1) ?? 0,
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

/** Undefined: the key types nothing and hides nothing, such as F5. */
function classOf(press: KeyPress): KeyClass | undefined {
  const { key, code = '' } = press
  if (numpadOffKeys.has(key)) return code === '' || code.startsWith('Numpad') ? 'numpadOff' : undefined
  const onUs = usCharacter(press)
  // An input method may take Shift and Enter too: they hide no character.
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
