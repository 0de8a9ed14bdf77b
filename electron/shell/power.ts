import { powerSaveBlocker } from 'electron'

/** A dark screen on the wall looks like a broken kiosk. */
export function keepDisplayAwake(): void {
  powerSaveBlocker.start('prevent-display-sleep')
}
