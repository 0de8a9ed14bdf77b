import type { KioskState } from './kiosk-state.ts'

/**
 * The whole conversation between main and renderer. The preload script (Electron) and the browser bridge
 * (preview) both offer it to the page as `window.kiosk`; nothing else crosses.
 */
export interface KioskBridge {
  /** Calls `listener` with the current state at once, then with each new one. Returns the unsubscriber. */
  onState(listener: (state: KioskState) => void): () => void
}

/** Electron IPC channels: the page asks for the current state once, main pushes each new one. */
export const channels = { state: 'kiosk:state', ready: 'kiosk:ready' } as const

/** Under which name the bridge stands on `window`. */
export const bridgeName = 'kiosk'
