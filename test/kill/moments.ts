import type { ChildProcess } from 'node:child_process'
import type { Fault, FaultScope } from '../../electron/sandbox/injected-faults.ts'
import type { RouteName } from '../../electron/sandbox/routes.ts'
import type { SandboxTenant } from '../../electron/sandbox/tenant.ts'
import type { Random } from './random.ts'
import type { WalWatch } from './wal-watch.ts'

/** What a moment is recognized by, and what it can do. */
export interface Scene {
  readonly tenant: SandboxTenant
  readonly child: ChildProcess
  readonly walPath: string
  readonly walWatch: WalWatch
  readonly random: Random
  /** SIGKILL. Only the first one counts. */
  readonly strike: () => void
  /** A request is still on its way into the service: nothing is judged before it has arrived, so long from now. */
  readonly heldFor: (ms: number) => void
}

/** A point in the life of a tap at which the kiosk is killed. */
export interface Moment {
  readonly name: string
  /** Set before the tap or, if the kiosk is to die while it recovers, when its process has been spawned. */
  arm(scene: Scene): void
}

/** Longer than the kiosk takes from an answer to the commit and to the request that follow it. */
const aroundAnswerMs = 8
const aRoundTripMs = 120
/** From the start of the process to the end of what it has to recover. */
const aStartMs = 1_200
/** SQLite's write-ahead log grows by a page of 4096 bytes and its header of 24 (sqlite.org/fileformat.html). */
const frameBytes = 4_120

/** For a tap that was just taken. */
export const liveMoments = {
  onceRecorded: {
    name: 'right after the commit of the tap',
    arm: ({ child, strike }) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.includes('"tap.recorded"')) strike()
      })
    },
  },
  inACommit: inACommit('in the middle of a commit', 11),
  beforeTheRequest: arrives('before the clock-out is sent', 'list-time-cards'),
  aroundTheRequest: around('about when the clock-out is sent', 'list-time-cards'),
  beforeTheChange: arrives('clock-out arrived, card not changed', 'clock-out'),
  changesLater: {
    name: 'clock-out arrived, card changed only later',
    arm: (scene) => {
      const ms = 50 + scene.random() * 1_200
      trap(scene, 'clock-out', { kind: 'latency', ms, when: 'before' }, () => {
        scene.heldFor(ms)
        scene.strike()
      })
    },
  },
  afterTheChange: takesEffect('card changed, not answered', 'clock-out', 'clockOut'),
  aroundTheAnswer: around('about when the clock-out is answered', 'clock-out'),
  atRandom: {
    name: 'at a random moment after the tap',
    arm: ({ random, strike }) => void setTimeout(strike, random() * aRoundTripMs),
  },
} as const satisfies Record<string, Moment>

/** For a tap from long ago, whose card is ended first and then set to the tap's time. */
export const lateMoments = {
  beforeTheChange: liveMoments.beforeTheChange,
  afterTheChange: liveMoments.afterTheChange,
  aroundTheAnswer: liveMoments.aroundTheAnswer,
  beforeTheReading: arrives('clocked out, card not read yet', 'get-time-card'),
  beforeTheCorrection: arrives('correction arrived, card not corrected', 'replace-time-card'),
  afterTheCorrection: takesEffect('card corrected, not answered', 'replace-time-card', 'replace'),
  aroundTheCorrection: around('about when the correction is answered', 'replace-time-card'),
  whileRecovering: {
    name: 'at a random moment of a recovery',
    arm: ({ random, strike }) => void setTimeout(strike, random() * aStartMs),
  },
  inACommit: inACommit('in the middle of a commit of a recovery', 4),
} as const satisfies Record<string, Moment>

/** `frames`: what the kiosk writes at least, in all the commits that are to come. */
function inACommit(name: string, frames: number): Moment {
  return {
    name,
    arm: ({ child, random, strike, walPath, walWatch }) => {
      const { pid } = child
      // To kill process 0 would kill this one and all of its group.
      if (pid === undefined) throw new Error('The kiosk was not spawned.')
      const growth = 1 + Math.floor(random() * frames * frameBytes)
      walWatch.killAt({ path: walPath, pid, growth, thenWaitMicros: random() * 500 }, strike)
    },
  }
}

function arrives(name: string, route: RouteName): Moment {
  return { name, arm: (scene) => trap(scene, route, { kind: 'answer-lost-before' }, scene.strike) }
}

function takesEffect(name: string, route: RouteName, change: 'clockOut' | 'replace'): Moment {
  return {
    name,
    arm: (scene) => {
      const changesBefore = scene.tenant.ledger.length
      const strikeOnceChanged = (): void => {
        if (scene.tenant.ledger.slice(changesBefore).some(({ kind }) => kind === change)) scene.strike()
        else if (scene.child.signalCode === null) setTimeout(strikeOnceChanged, 1)
      }
      trap(scene, route, { kind: 'silence', changeMade: true }, strikeOnceChanged)
    },
  }
}

function around(name: string, route: RouteName): Moment {
  return {
    name,
    arm: (scene) => {
      const ms = scene.random() * aroundAnswerMs
      trap(scene, route, { kind: 'latency', ms: 0 }, () => void setTimeout(scene.strike, ms))
    },
  }
}

/** The first request of that name meets the fault; `arrived` runs before the service has processed it. */
function trap({ tenant }: Scene, route: RouteName, fault: Fault, arrived: () => void): void {
  const scope: FaultScope = {
    times: 1,
    matching: (call) => {
      if (call.route.name !== route) return false
      arrived()
      return true
    },
  }
  tenant.faults.set(fault, scope)
}
