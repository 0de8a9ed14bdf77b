import { isTextFormat, type BadgeNumberFormat } from '../badge-id.ts'
import { endsBurst, type KeyBurstLimits } from './key-burst.ts'
import type { KeyClass, TypingShape } from './typing-shape.ts'

/** Why what a machine typed is no tap, for the log: by its shape alone, and with what in the config helps. */
export interface UnreadTyping {
  readonly detail: string
  /** Keys of the config, separated by commas. */
  readonly configKeys: string
}

/** Fewer may be anything that falls on a keyboard. */
const fewestKeys = 4
/** Slower than the config has it, or without a key that ends them, which persons are as well. */
const fewestDoubtfulKeys = 6
/** Nobody types that fast at an even pace for long. */
const slowestMachineMs = 100
/** How much of what is typed has to look like a number: the rest may be a prefix. */
const numberShare = 0.65

/**
 * Whether a machine typed it, and not a person or a cleaning cloth: fast, at an even pace, long enough, and mostly keys
 * that a number is made of, unless `format` is text.
 */
export function looksLikeMachine(
  shape: TypingShape,
  { minimumLength, averageGapMs }: KeyBurstLimits,
  format: BadgeNumberFormat,
): boolean {
  const isDoubtful = shape.end === undefined || shape.medianGapMs > averageGapMs
  const fewest = isDoubtful ? Math.min(fewestDoubtfulKeys, minimumLength) : fewestKeys
  const isFastAndEven = shape.isRegular && shape.medianGapMs <= slowestMachineMs
  return shape.keys >= fewest && isFastAndEven && (isTextFormat(format) || isMostlyNumber(shape))
}

/** A cloth that wipes over the keys and Enter is as fast as a machine, but neither even nor numbers. */
export function mayBeWiped(shape: TypingShape): boolean {
  return !shape.isRegular && !isMostlyNumber(shape)
}

/** Whether most of the keys are those that a number is made of, under any layout. */
function isMostlyNumber({ keys, numberKeys }: TypingShape): boolean {
  return numberKeys >= keys * numberShare
}

/** Undefined: nothing in the config is known to help. */
export function whyUnread(shape: TypingShape, limits: KeyBurstLimits): UnreadTyping | undefined {
  const { ending = 'enter-or-tab', keyboardLayout = 'system' } = limits
  const fixes: { readonly key: string; readonly words: string }[] = []
  const { numpadOff = 0, otherLayout = 0, hidden = 0 } = shape.classes

  if (numpadOff + otherLayout + hidden > 0) {
    const why =
      numpadOff > 0
        ? 'NumLock is off'
        : hidden > 0
          ? 'an input method or a dead key takes the keys'
          : "this computer's keyboard layout is not the reader's"
    const instead =
      numpadOff > 0
        ? 'turn NumLock on'
        : 'use an English (US) keyboard layout without an input method on this computer'
    const words =
      keyboardLayout === 'us'
        ? `${why}: ${instead}`
        : `${why}: set reader.keyboardLayout to "us", or ${instead}`
    fixes.push({ key: 'reader.keyboardLayout', words })
  }
  if (ending !== 'pause' && (shape.end === undefined || !endsBurst(shape.end, ending))) {
    const words =
      shape.end === undefined
        ? 'have the reader send Enter after the number, or set reader.ending to "pause"'
        : `set reader.ending to "${shape.end === 'Enter' ? 'enter' : 'tab'}"`
    fixes.push({ key: 'reader.ending', words })
  }
  if (shape.longestGapMs > limits.longestGapMs || shape.medianGapMs > limits.averageGapMs) {
    const words = `set reader.maximumKeyGapMs to at least ${roundedUp(shape.longestGapMs * 1.2)}, or have the reader type faster`
    fixes.push({ key: 'reader.maximumKeyGapMs', words })
  }
  if (shape.keys < limits.minimumLength) {
    const words = `where ${shape.keys} characters are a whole number, set reader.minimumLength to ${shape.keys}; else have the reader send all digits`
    fixes.push({ key: 'reader.minimumLength', words })
  }
  if (fixes.length === 0) return undefined
  return {
    detail: `${shapeInWords(shape)}. ${fixes.map(({ words }) => capitalized(words)).join('. ')}.`,
    configKeys: fixes.map(({ key }) => key).join(', '),
  }
}

const classNames: Readonly<Record<KeyClass, string>> = {
  digit: 'digits',
  letter: 'letters',
  sign: 'other characters',
  numpadOff: 'number pad keys without NumLock',
  otherLayout: 'digits or A-F of another keyboard layout',
  hidden: 'keys without a character',
}

/** `14 keys in 975 ms (75 ms per key), no Enter or Tab after them; digits: 14` */
export function shapeInWords(shape: TypingShape): string {
  const { keys, durationMs, medianGapMs, end, startsWithEnter, classes } = shape
  const before = startsWithEnter ? 'Enter before them, ' : ''
  const after = end === undefined ? 'no Enter or Tab after them' : `${end} after them`
  const kinds = Object.entries(classes).map(([name, count]) => `${classNames[name as KeyClass]}: ${count}`)
  return `${keys} keys in ${Math.round(durationMs)} ms (${Math.round(medianGapMs)} ms per key), ${before}${after}; ${kinds.join(', ')}`
}

/** To whole tens. */
function roundedUp(ms: number): number {
  return Math.ceil(ms / 10) * 10
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
