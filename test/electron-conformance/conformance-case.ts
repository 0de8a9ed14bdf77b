import type {
  BaseWindow,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  ForkOptions,
  UtilityProcess,
} from 'electron'
import type * as Electron from 'electron'
import type { PageDeed } from '../fakes/electron/page-deeds.ts'
import type { ProfileName } from '../fakes/electron/profile.ts'

/** Which Electron the sources of the cases were read in. */
export const readInTag = 'v45.0.0-nightly.20260821'

/** Where it is written that Electron behaves so. */
export interface Source {
  /** A path in electron/electron at `readInTag`, such as `lib/browser/ipc-dispatch.ts`; or a page or issue of its. */
  readonly path: string
  /** What is to be found there, such as the function. */
  readonly at: string
}

/**
 * One behaviour of Electron that this project relies on. It runs against the fake in `npm test`, on each of its
 * profiles, and against the real runtime in `npm run test:electron`, on the system that is there. Each case has an
 * Electron of its own, from before it is ready.
 */
export interface ConformanceCase {
  /** What Electron does, as one sentence. */
  readonly name: string
  /** The members it is about, as `api-in-use.ts` writes them: `App.exit`, `App#before-quit`, `WebPreferences.sandbox`. */
  readonly uses: readonly string[]
  readonly sources: readonly [Source, ...Source[]]
  /** Where it holds. Absent: everywhere. */
  readonly profiles?: readonly ProfileName[]
  /** What has to be on the command line before the real runtime starts, such as `--ozone-platform=headless`. */
  readonly switches?: readonly string[]
  /** Something is thrown where nobody catches it: the case asks for it by `uncaught`. Elsewhere that fails the case. */
  readonly throwsUncaught?: true
  /** Why the real runtime cannot be brought to do it. Absent: the case runs there too. */
  readonly onlyOnTheFake?: string
  /** Throws (`node:assert`) where Electron does something else. */
  run(host: ConformanceHost): Promise<void> | void
  /** The program must live on once `run` is over; the runner of the case ends it then. */
  readonly livesOn?: true
  /** For a case that ends the program: what must be true of its end. `notes`: all that `run` noted, in order. */
  afterTheEnd?(end: ProgramEnd): Promise<void> | void
}

export interface ProgramEnd {
  readonly code: number
  readonly notes: readonly string[]
  /** Whether there is still a process with this number. */
  readonly lives: (pid: number) => boolean
}

/** The Electron that a case runs on: the fake, or the main process of the real one. */
export interface ConformanceHost {
  readonly electron: typeof Electron
  readonly profile: ProfileName
  /** The system's own hand, where a test can move it: on the fake alone. */
  readonly system: System | undefined
  /** Lets Electron become ready, and waits until its message loop runs. */
  readonly ready: () => Promise<void>
  /** Lets Electron become ready, and calls `then` in the turn that says so. */
  readonly atReady: (then: () => void) => Promise<void>
  /** A window with a page of the conformance app; resolves once the page has loaded. */
  readonly openPage: (options?: BrowserWindowConstructorOptions) => Promise<OpenPage>
  /**
   * A utility process that answers `{ echo }` with the same, `{ exit: code }` with its end, `{ env }` with the names of
   * its environment, `{ describe, content }` with the members of the event and the content.
   */
  readonly fork: (options?: ForkOptions) => UtilityProcess
  /** Loads a page of the conformance app into a window that has been made by itself. */
  readonly loadPage: (window: BrowserWindow) => Promise<void>
  /** The path of a file that is not there. */
  readonly noSuchFile: string
  /** From now on userData is in a place where nothing can be written. */
  readonly useBadUserData: () => void
  /** All that standard input brings. */
  readonly readStdin: () => Promise<string>
  /** `process.exit` of the main process. */
  readonly processExit: (code: number) => void
  /** SIGTERM arrives. Not on Windows. */
  readonly receiveSignal: () => void
  /** A file operation of the main process begins that never comes back. Not on Windows. */
  readonly hangFileOperation: () => void
  /** Kept for `afterTheEnd`, also when the program ends right after. */
  readonly note: (text: string) => void
  /** What was thrown where nobody catches it, so far: the case goes on all the same. */
  readonly uncaught: () => readonly unknown[]
  /** Waits until `condition` holds; throws after ten seconds. */
  readonly until: (what: string, condition: () => boolean | Promise<boolean>) => Promise<void>
}

export interface OpenPage {
  readonly window: BrowserWindow
  /** The page calls `ipcRenderer.send`. */
  send(channel: string, ...content: readonly unknown[]): Promise<void>
  /** The page calls `ipcRenderer.postMessage` and hands a port over. */
  postPort(channel: string): Promise<void>
  /** What `ipcRenderer.sendSync` gives. */
  sendSync(channel: string): Promise<unknown>
  /** What `ipcRenderer.on` has brought on `channel` so far. */
  heard(channel: string): Promise<readonly (readonly unknown[])[]>
  /** The page tries something by itself. */
  does(deed: PageDeed): Promise<unknown>
  /** Its process crashes. */
  crash(): void
  /** Which keys got through to the page. */
  keys(): Promise<readonly string[]>
}

/** What only the system or a person can do. */
export interface System {
  occlude(window: BrowserWindow): void
  leaveFullScreen(window: BrowserWindow): void
  endSession(): void
  loseDisplay(): void
  /** The window before all others. */
  front(): BaseWindow | undefined
  /** How far the page can be pinched; undefined: as far as Chromium lets it. */
  pinchLimits(window: BrowserWindow): readonly [number, number] | undefined
  /** Another program's window comes to the front. */
  anotherProgramTakesFocus(): void
  withholdReadyToShow(): void
  refuseSingleInstance(why: 'second' | 'error'): void
}

/** Names the case's members in the types, so that a spelling mistake does not pass; the coverage test checks them. */
export function conformanceCase(given: ConformanceCase): ConformanceCase {
  return given
}
