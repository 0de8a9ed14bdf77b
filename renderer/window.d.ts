import type { KioskBridge } from '../electron/contract/bridge.ts'

declare global {
  interface Window {
    /** Set by the preload script or the browser bridge. Absent if the page was opened without a kiosk. */
    readonly kiosk?: KioskBridge
  }
}
