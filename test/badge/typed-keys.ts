import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'

export type Key = Omit<KeyPress, 'atMs'>

/** What a reader's keys are to the system: it types as a US keyboard does, and the system makes of it what it is set to. */

/** Digits and letters on a US keyboard. */
export function usKeys(text: string): readonly Key[] {
  return Array.from(text, (character) => ({
    key: character,
    code: codeOf(character),
    ...(/[A-Z]/.test(character) && { shift: true as const }),
  }))
}

/** The same while a French (AZERTY) layout is set. */
export function azertyKeys(text: string): readonly Key[] {
  return usKeys(text).map((press) => ({ ...press, key: azerty[press.key] ?? press.key }))
}

/** Digits on the number pad while NumLock is off. */
export function numLockOffKeys(digits: string): readonly Key[] {
  return Array.from(digits, (digit) => ({ key: numLockOff[Number(digit)] ?? '', code: `Numpad${digit}` }))
}

/** The same as `usKeys` while an input method is on: Chromium reports `Process` and the key's position. */
export function processKeys(text: string): readonly Key[] {
  return usKeys(text).map((press) => ({ ...press, key: 'Process' }))
}

function codeOf(character: string): string {
  if (/[0-9]/.test(character)) return `Digit${character}`
  return /[a-z]/i.test(character) ? `Key${character.toUpperCase()}` : 'Minus'
}

const azerty: Readonly<Record<string, string>> = {
  ...{ 1: '&', 2: 'é', 3: '"', 4: "'", 5: '(', 6: '-', 7: 'è', 8: '_', 9: 'ç', 0: 'à' },
  ...{ a: 'q', A: 'Q', '-': ')' },
}

const numLockOff = [
  ...[
    'Insert',
    'End',
    'ArrowDown',
    'PageDown',
    'ArrowLeft',
    'Clear',
    'ArrowRight',
    'Home',
    'ArrowUp',
    'PageUp',
  ],
]
