/**
 * The `key` of a key that is pressed by its accelerator's name, on the US layout (`blink_converter.cc`,
 * `DomCodeToUsLayoutDomKey`).
 */
export function keyOf(keyCode: string, isShifted: boolean): string {
  const named = names.get(keyCode.toLowerCase())
  if (named !== undefined) return named
  if (keyCode.length !== 1) return keyCode
  return isShifted ? keyCode.toUpperCase() : keyCode.toLowerCase()
}

/** Its `code`: the place on a US keyboard (`ui::UsLayoutKeyboardCodeToDomCode`, blink_converter.cc, FromV8). */
export function codeOf(keyCode: string): string {
  const key = keyOf(keyCode, false)
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`
  if (/^[0-9]$/.test(key)) return `Digit${key}`
  if (key === ' ') return 'Space'
  return key === '+' ? 'Equal' : key
}

const names: ReadonlyMap<string, string> = new Map([
  ['up', 'ArrowUp'],
  ['down', 'ArrowDown'],
  ['left', 'ArrowLeft'],
  ['right', 'ArrowRight'],
  ['return', 'Enter'],
  ['enter', 'Enter'],
  ['esc', 'Escape'],
  ['space', ' '],
  ['plus', '+'],
])
