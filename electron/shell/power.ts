import { powerSaveBlocker } from 'electron'

/** Keeps the display on: a dark screen on the wall looks like a broken kiosk. */
export function keepDisplayAwake(): void {
  powerSaveBlocker.start('prevent-display-sleep')
}
