/**
 * A reader's name without what names the single device: pcscd puts a serial number in parentheses
 * (pcsc-lite, src/hotplug_libudev.c, "%s (%s)").
 */
export function withoutSerial(name: string): string {
  return name.replace(/ ?\([^()]*\)/g, '')
}

export function shownReaders(names: readonly string[]): string {
  return names.map(withoutSerial).join(', ')
}

/** The model: without serial number and the numbers at the end that distinguish readers and slots. */
export function modelOf(name: string): string {
  return withoutSerial(name).replace(/(?: [0-9A-F]{1,2}){1,2}$/, '')
}
