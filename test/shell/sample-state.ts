import type { KioskState } from '../../electron/contract/kiosk-state.ts'

export function sampleState(name: 'starting' | 'ready'): KioskState {
  return {
    site: { kioskName: 'Dock 3', locale: 'en', timeZone: 'Europe/Madrid' },
    screen: { name },
    reader: { kind: 'starting' },
    connection: 'unknown',
    waitingTaps: 0,
  }
}
