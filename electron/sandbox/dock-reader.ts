import { badgeFromUid } from '../badge/badge-id.ts'
import type { BadgeReader, BadgeReaderListener } from '../badge/badge-reader.ts'
import { systemClock } from '../base/time/clock.ts'

/** The demo's reader: a click on a badge in the dock is a tap, with a UID as from a chip. */
export interface DockReader extends BadgeReader {
  /** `uidHex`: the UID's bytes in hex. */
  tap(uidHex: string): void
}

export function createDockReader(): DockReader {
  let listener: BadgeReaderListener | undefined
  return {
    start: (to) => {
      listener = to
      to.statusChanged({ kind: 'ready', readers: ['Demo dock'] })
    },
    stop: () => {
      listener = undefined
      return Promise.resolve()
    },
    tap: (uidHex) => {
      const at = systemClock.now()
      const uid = badgeFromUid(Buffer.from(uidHex, 'hex'))
      if (uid.kind === 'badge') listener?.badgeRead({ kind: 'badge', badge: uid.badge, at })
      else {
        const problem = uid.kind === 'random-number' ? 'random-number' : 'no-number'
        listener?.badgeRead({ kind: 'unreadable', problem, at })
      }
    },
  }
}
