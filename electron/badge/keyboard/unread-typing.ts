import { isTextFormat, type BadgeNumberFormat } from '../badge-number-format.ts'
import { endsBurst, type KeyBurstLimits } from './key-burst.ts'
import type { KeyClass, TypingShape } from './typing-shape.ts'

/** Why machine typing was not read, for the log: its shape only, and the config keys that help. */
export interface UnreadTyping {
  readonly detail: string
  /** Keys of the config, separated by commas. */
  readonly configKeys: string
}

/** Fewer keys may be anything that touches the keyboard. */
const fewestKeys = 4
/** Minimum when the typing is slower than configured or has no end key, because people type like that too. */
const fewestDoubtfulKeys = 6
/** Nobody types faster than this at an even pace for long. */
const slowestMachineMs = 100
/** The part of the keys that must look like a number: the rest may be a prefix. */
const numberShare = 0.65

/** Whether a machine typed it: fast, evenly, long enough, and mostly number keys, unless `format` is text. */
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

/** Whether it may be a cleaning cloth: as fast as a machine, but neither even nor mostly number keys. */
export function mayBeCleaningCloth(shape: TypingShape): boolean {
  return !shape.isRegular && !isMostlyNumber(shape)
}

/** Whether most keys could belong to a number, in any layout. */
function isMostlyNumber({ keys, numberKeys }: TypingShape): boolean {
  return numberKeys >= keys * numberShare
}

/** Why the typing was not read; undefined: no config key is known to help. */
export function explainUnread(shape: TypingShape, limits: KeyBurstLimits): UnreadTyping | undefined {
  const { ending = 'enter-or-tab', keyboardLayout = 'system' } = limits
  const fixes: { readonly key: string; readonly words: string }[] = []
  const { numpadOff = 0, otherLayout = 0, hidden = 0 } = shape.classes

  if (numpadOff + otherLayout + hidden > 0) {
    const why =
      numpadOff > 0
        ? 'NumLock is off'
        : hidden > 0
          ? 'an input method or a dead key swallows keys'
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
        ? 'set the reader to send Enter after the number, or set reader.ending to "pause"'
        : `set reader.ending to "${shape.end === 'Enter' ? 'enter' : 'tab'}"`
    fixes.push({ key: 'reader.ending', words })
  }
  if (shape.maxGapMs > limits.maxGapMs || shape.medianGapMs > limits.averageGapMs) {
    const words = `set reader.maximumKeyGapMs to at least ${roundedUp(shape.maxGapMs * 1.2)}, or make the reader type faster`
    fixes.push({ key: 'reader.maximumKeyGapMs', words })
  }
  if (shape.keys < limits.minimumLength) {
    const words = `if ${shape.keys} characters are a complete number, set reader.minimumLength to ${shape.keys}; otherwise set the reader to send all digits`
    fixes.push({ key: 'reader.minimumLength', words })
  }
  if (fixes.length === 0) return undefined
  return {
    detail: `${describeShape(shape)}. ${fixes.map(({ words }) => capitalized(words)).join('. ')}.`,
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
export function describeShape(shape: TypingShape): string {
  const { keys, durationMs, medianGapMs, end, startsWithEnter, classes } = shape
  const before = startsWithEnter ? 'Enter before them, ' : ''
  const after = end === undefined ? 'no Enter or Tab after them' : `${end} after them`
  const kinds = Object.entries(classes).map(([name, count]) => `${classNames[name as KeyClass]}: ${count}`)
  return `${keys} keys in ${Math.round(durationMs)} ms (${Math.round(medianGapMs)} ms per key), ${before}${after}; ${kinds.join(', ')}`
}

/** Rounds up to the next ten. */
function roundedUp(ms: number): number {
  return Math.ceil(ms / 10) * 10
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
