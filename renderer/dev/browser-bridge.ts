/**
 * Replaces the preload script when the kiosk is a page in a browser (`npm run preview`). The host inserts
 * this script before the page's own. Never packaged.
 *
 * `state` (server-sent events): each message is one KioskState as JSON.
 * `practice` (POST): somebody pressed the button that starts or ends a practice tap.
 * `enroll` (POST): an `EnrollmentInput`, for what was touched on the enrollment.
 * `keys` (POST): typed keys, for a keyboard badge reader. The page itself does not use them.
 */
import type { KioskBridge } from '../../electron/contract/bridge.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { faultState, isKioskState } from '../read-state.ts'

/** A shorter gap (the computer slept, the host is restarting) does not change the screen. */
const patienceMs = 3000
const retryMs = 1000
/** Keys typed within this time are sent together. A reader types a badge number within a few batches. */
const batchMs = 20

const listeners = new Set<(state: KioskState) => void>()
let current: KioskState | undefined
let lostTimer: ReturnType<typeof setTimeout> | undefined

const bridge: KioskBridge = {
  onState(listener) {
    listeners.add(listener)
    if (current) listener(current)
    return () => listeners.delete(listener)
  },
  // No watchdog monitors a page in a browser.
  onPing: () => undefined,
  togglePractice: () => void fetch('practice', { method: 'POST' }).catch(() => undefined),
  enroll: (input) => {
    const body = JSON.stringify(input)
    void fetch('enroll', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }).catch(() => undefined)
  },
}
Object.defineProperty(window, 'kiosk', { value: bridge })
listen()
sendKeys()

function show(state: KioskState): void {
  current = state
  for (const listener of listeners) listener(state)
}

function listen(): void {
  expectNews()
  const source = new EventSource('state')
  source.onmessage = (message: MessageEvent<string>) => {
    clearTimeout(lostTimer)
    lostTimer = undefined
    show(readMessage(message.data))
  }
  source.onerror = () => {
    expectNews()
    // After an HTTP error (unlike a lost connection), the browser does not retry.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, retryMs)
  }
}

function expectNews(): void {
  lostTimer ??= setTimeout(() => {
    show(faultState('The page lost its connection to the kiosk.', current?.site))
  }, patienceMs)
}

function readMessage(text: string): KioskState {
  try {
    const state: unknown = JSON.parse(text)
    if (isKioskState(state)) return state
  } catch {
    // Handled below, like any other invalid message.
  }
  return faultState('The kiosk sent a state that this page cannot read.', current?.site)
}

interface TypedKey {
  /** As in KeyboardEvent.key. */
  readonly key: string
  /** As in KeyboardEvent.code. */
  readonly code?: string
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly control?: true
  readonly shift?: true
}

const isMaintenanceChord = ({ key, ctrlKey, shiftKey }: KeyboardEvent): boolean =>
  key === 'F12' && ctrlKey && shiftKey

function sendKeys(): void {
  let batch: TypedKey[] = []
  // One request at a time, so that the digits of a badge number arrive in order.
  let sending = Promise.resolve()

  document.addEventListener('keydown', (event) => {
    // A browser would search the page.
    if (isMaintenanceChord(event) || event.key === 'F3') event.preventDefault()
    else if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    if (batch.length === 0) setTimeout(send, batchMs)
    batch.push({
      key: event.key,
      ...(event.code !== '' && { code: event.code }),
      atMs: Math.round(performance.timeOrigin + event.timeStamp),
      ...(event.ctrlKey && { control: true }),
      ...(event.shiftKey && { shift: true }),
    })
  })

  function send(): void {
    const body = JSON.stringify({ keys: batch })
    batch = []
    sending = sending
      .then(() => fetch('keys', { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
      // If the host is gone, drop the number: the screen already shows that the kiosk stopped.
      .then(
        () => undefined,
        () => undefined,
      )
  }
}
