import { utilityProcess, type UtilityProcess } from 'electron'
import {
  helperEnvironment,
  type HelperProcess,
  type HelperProcessHost,
} from '../base/process/helper-process.ts'

export interface UtilityHelperProcessHost extends HelperProcessHost {
  /** Ends all that live, for the end of the program: one that hangs would outlive it, and hold the reader. */
  endAll(): void
}

/** Helper processes as utility processes of Electron. `entry`: the process's bundle; `name`: for task managers. */
export function utilityHelperProcessHost(entry: string, name: string): UtilityHelperProcessHost {
  const living = new Set<HelperProcess>()
  return {
    endAll: () => {
      for (const helper of living) helper.kill()
    },
    spawn: (args) => {
      const child = utilityProcess.fork(entry, [...args], {
        env: helperEnvironment(process.env),
        serviceName: name,
        // Standard error is kept: a native module says there why it ends the process.
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const helper = asHelperProcess(child)
      living.add(helper)
      helper.onExit(() => living.delete(helper))
      return helper
    },
  }
}

function asHelperProcess(child: UtilityProcess): HelperProcess {
  let fault = ''
  // Electron's own is gone once the exit is told, which may be before the process has ended: one that hangs in a native
  // call lives on (shell/browser/api/electron_api_utility_process.cc, `HandleTermination`).
  let pid: number | undefined
  let isUnwanted = false
  child.on('spawn', () => {
    pid = child.pid
    if (isUnwanted) end(child, pid)
  })
  // An 'error' that nobody hears is thrown, here in main. Electron tells the exit as well; should the process hang on
  // its way out, it is silent. The report has the process's environment in it, so it is not kept.
  child.on('error', (type, location) => {
    fault = ` after ${type} in ${location}`
  })
  return {
    get pid() {
      return pid
    },
    send: (message) => {
      if (child.pid !== undefined) child.postMessage(message)
    },
    kill: () => {
      // It may not be there yet, and would come all the same.
      isUnwanted = true
      end(child, pid)
    },
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(message))
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        endForGood(pid)
        // The system may give the number to another process from now on.
        pid = undefined
        listener(`exit code ${code}${fault}`)
      })
    },
  }
}

/** `UtilityProcess.kill` asks (SIGTERM); a process frozen in a native call has to be ended for good first. */
function end(child: UtilityProcess, pid: number | undefined): void {
  endForGood(pid)
  child.kill()
}

function endForGood(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself in the meantime.
  }
}
