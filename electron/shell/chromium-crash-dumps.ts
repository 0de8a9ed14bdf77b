import { app, crashReporter } from 'electron'
import type { Clock } from '../base/time/clock.ts'
import { errorCode } from '../base/error-code.ts'
import { ensureOwnFolder } from '../base/own-files.ts'
import type { Log } from '../base/log/log.ts'
import { pruneCrashDumps } from '../ops/log/prune-crash-dumps.ts'

const pruneEveryMs = 24 * 3_600_000
/** Delay after a crash: the dump is written by then, and repeated crashes are pruned at most this often. */
const pruneAfterCrashMs = 5_000

/**
 * Writes crash dumps of every process of the app to the folder that `folderOf` returns (it may throw).
 * Nothing is uploaded, and the operating system's own crash reporter is not involved. A dump contains process
 * memory, so only this account can read the folder. Call before the app is ready, as Electron requires.
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
    // Not debounced: repeated crashes would postpone it forever.
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
  // `child-process-gone` includes utility processes, such as the reader process.
  app.on('child-process-gone', pruneSoon)
  app.on('render-process-gone', pruneSoon)
}
