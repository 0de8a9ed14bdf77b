import type { KeyPress } from './key-source.ts'

/** Which layout the reader's keys are read with: this computer's, or US regardless of this computer's. */
export const keyboardLayouts = ['system', 'us'] as const

export type KeyboardLayout = (typeof keyboardLayouts)[number]

/** By `KeyboardEvent.code` (UI Events KeyboardEvent code Values): without and with Shift. */
const symbols: Readonly<Record<string, string>> = {
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  Digit0: '0)',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: `'"`,
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
}

/** Independent of Shift and NumLock. */
const numpadSymbols: Readonly<Record<string, string>> = {
  NumpadDecimal: '.',
  NumpadDivide: '/',
  NumpadMultiply: '*',
  NumpadSubtract: '-',
  NumpadAdd: '+',
}

/** What a press types on a US keyboard with NumLock on; undefined: no character, or no `code`. */
export function usCharacter({ code = '', shift }: KeyPress): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined) return shift === true ? letter : letter.toLowerCase()
  return (
    symbols[code]?.charAt(shift === true ? 1 : 0) ?? /^Numpad([0-9])$/.exec(code)?.[1] ?? numpadSymbols[code]
  )
}

/** Maps a press to a US keyboard. Restores Enter and Tab if an input method took them. */
export function onUsKeyboard(press: KeyPress): KeyPress {
  if (press.code === 'Enter' || press.code === 'NumpadEnter') return { ...press, key: 'Enter' }
  if (press.code === 'Tab') return { ...press, key: 'Tab' }
  const key = usCharacter(press)
  return key === undefined ? press : { ...press, key }
}
