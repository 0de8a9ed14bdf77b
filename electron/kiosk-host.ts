import type { BadgeReader } from './badge/badge-reader.ts'
import type { KeySource } from './badge/keyboard/key-source.ts'
import type { Clock } from './base/time/clock.ts'
import type { Fetch } from './base/fetch.ts'
import type { HelperProcessHost } from './base/process/helper-process.ts'
import type { Log } from './base/log/log.ts'
import type { Picture } from './base/picture.ts'
import type { KioskConfig } from './config/config.ts'
import type { KioskState } from './contract/kiosk-state.ts'
import type { StoppableFiles } from './files/files.ts'
import type { ExitCode } from './ops/cli/exit-codes.ts'

/** What a host (Electron, the browser preview) lends the kiosk. */
export interface KioskHost {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  readonly readerProcesses: HelperProcessHost
  /** The files that IT names by path; the kiosk stops them at its end. */
  readonly files: StoppableFiles
  readonly keys: KeySource
  /** The screen is a wall's, where a pointer only stands about. */
  readonly hidesPointer?: true
  /** The config has been read and is good. */
  configured?(config: KioskConfig): void
  stateChanged(state: KioskState): void
  /** Ends the program at once, for its supervisor to start it anew. Every accepted tap is on the disk. */
  readonly leave: (exitCode: ExitCode) => void
  /** Closes the connections the host keeps open, so that the next request makes one of its own. */
  dropConnections?(): void
  /** Only tests that kill the program say otherwise than `longestEffectMs` in graph.ts. */
  readonly longestEffectMs?: number
  /** Only the demo brings a reader of its own; elsewhere the config names one. */
  openReader?(): BadgeReader
}

export interface RunningKiosk {
  readonly state: KioskState
  /** What the host serves beside the page's own files: the site's logo. */
  readonly pictures: readonly Picture[]
  /** Somebody touched what begins a practice tap on the diagnostics page, or what ends it. */
  togglePractice(): void
  /** Ends in good order. Taps that are not settled stay in the journal for the next start. */
  stop(): Promise<void>
}
