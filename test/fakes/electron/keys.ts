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
