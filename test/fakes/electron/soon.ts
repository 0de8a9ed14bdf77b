// Taken before a test replaces the timers: what Electron posts to itself waits for no virtual clock.
const realSetImmediate = setImmediate

/** Later in this program's loop, as Chromium's `PostTask` has it. */
export function runSoon(task: () => void): void {
  realSetImmediate(task)
}
