import { app, crashReporter } from 'electron'
import type { Clock } from '../base/time/clock.ts'
import { errorCode } from '../base/error-code.ts'
import { ensureOwnFolder } from '../base/own-files.ts'
import type { Log } from '../base/log/log.ts'
import { pruneCrashDumps } from '../ops/log/prune-crash-dumps.ts'

const pruneEveryMs = 24 * 3_600_000
/** After a process has crashed: its dump is written by then, and what crashes without end is tidied up after as often. */
const pruneAfterCrashMs = 5_000

/**
 * Crash dumps of every process of the app stay in `folderOf`'s folder (which may throw), for whoever is sent to find out why: nothing is uploaded,
 * and the operating system's own reporter, which might, is not told. A dump holds the stacks of one process, so the
 * folder is its account's alone. Before the app is ready, as Electron demands.
 */
export function keepCrashDumps(folderOf: () => string, clock: Clock, log: Log): void {
  let folder = ''
  try {
    folder = folderOf()
    ensureOwnFolder(folder)
    app.setPath('crashDumps', folder)
    crashReporter.start({ uploadToServer: false, ignoreSystemCrashHandler: true, compress: false })
  } catch (error) {
    log.warn('host.crash-dumps', { folder, problem: errorCode(error) })
    return
  }
  const prune = (): readonly string[] => pruneCrashDumps(folder, clock.now().wallMs)
  const pruneDaily = (): void => {
    clock.after(pruneEveryMs, pruneDaily)
    prune()
  }
  let isPruneDue = false
  const pruneSoon = (): void => {
    // Not put off by the next crash, or one crash after the other would put it off for good.
    if (isPruneDue) return
    isPruneDue = true
    clock.after(pruneAfterCrashMs, () => {
      isPruneDue = false
      prune()
    })
  }
  const [newest] = prune()
  if (newest !== undefined) log.warn('host.crash-dumps', { folder, newest })
  clock.after(pruneEveryMs, pruneDaily)
  // The first tells of utility processes too, and so of the reader's.
  app.on('child-process-gone', pruneSoon)
  app.on('render-process-gone', pruneSoon)
}
