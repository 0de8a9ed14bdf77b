import type { BadgeReader } from './badge/badge-reader.ts'
import type { KeySource } from './badge/keyboard/key-source.ts'
import type { Clock } from './base/time/clock.ts'
import type { Fetch } from './base/fetch.ts'
import type { HelperProcessHost } from './base/process/helper-process.ts'
import type { Log } from './base/log/log.ts'
import type { Picture } from './base/picture.ts'
import type { KioskConfig } from './config/config.ts'
import type { EnrollmentInput } from './contract/enrollment.ts'
import type { KioskState } from './contract/kiosk-state.ts'
import type { StoppableFiles } from './files/files.ts'
import type { ExitCode } from './ops/cli/exit-codes.ts'

/** What a host (Electron, the browser preview) provides to the kiosk. */
export interface KioskHost {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  readonly readerProcesses: HelperProcessHost
  /** Access to files named in the config; stopped when the kiosk stops. */
  readonly files: StoppableFiles
  readonly keys: KeySource
  /** Set for a wall-mounted screen, where a mouse pointer is of no use. */
  readonly hidesPointer?: true
  /** The config has been read and is valid. */
  configured?(config: KioskConfig): void
  stateChanged(state: KioskState): void
  /** Ends the program at once, so that its supervisor restarts it. Every accepted tap is on the disk. */
  readonly leave: (exitCode: ExitCode) => void
  /** Closes the host's open connections, so that the next request opens a new one. */
  dropConnections?(): void
  /** Default `maxEffectMs` in graph.ts; set only by tests that kill the program. */
  readonly maxEffectMs?: number
  /** The demo's own reader; otherwise the config names one. */
  openReader?(): BadgeReader
}

export interface RunningKiosk {
  readonly state: KioskState
  /** Pictures that the host serves beside the page's own files: the site's logo. */
  readonly pictures: readonly Picture[]
  /** Somebody touched the button that starts or ends a practice tap. */
  togglePractice(): void
  /** Somebody touched the enrollment screen, or the button that opens it. */
  enroll(input: EnrollmentInput): void
  /** Shuts down cleanly. Unsettled taps stay in the journal for the next start. */
  stop(): Promise<void>
}
