import type { KioskState, Screen } from '../contract/kiosk-state.ts'
import type { MaintenanceScreen } from './maintenance.ts'

/** What IT or a shift lead sees in place of the kiosk's own screen. */
export type AttendedScreen = MaintenanceScreen | Extract<Screen, { name: 'enrollment' }>

/** The state to show. A receipt takes precedence over `screen`, and `screen` over everything else. */
export function withAttendedScreen(state: KioskState, screen: AttendedScreen | undefined): KioskState {
  return screen === undefined || isReceipt(state) ? state : { ...state, screen }
}

export function isReceipt({ screen }: Pick<KioskState, 'screen'>): boolean {
  return 'tap' in screen
}

/** Whether IT or a shift lead is using the kiosk. */
export function isAttended({ screen: { name } }: Pick<KioskState, 'screen'>): boolean {
  return attendedScreens.has(name)
}

const attendedScreens: ReadonlySet<Screen['name']> = new Set<AttendedScreen['name']>([
  'maintenance-pin',
  'diagnostics',
  'practice',
  'enrollment',
])
