import { utilityProcess, type UtilityProcess } from 'electron'
import {
  helperEnvironment,
  type HelperProcess,
  type HelperProcessHost,
} from '../base/process/helper-process.ts'

export interface UtilityHelperProcessHost extends HelperProcessHost {
  /** Kills all running processes when the program exits: a hung one would outlive it and hold the reader. */
  endAll(): void
}

/**
 * Helper processes as Electron utility processes. `entry`: the process's bundle; `name`: shown in task
 * managers.
 */
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
        // Keeps standard error: a native module writes there why it ends the process.
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
  // Kept here, because Electron clears its own pid when it reports the exit, and that may be before the
  // process has ended: one that hangs in a native call lives on
  // (shell/browser/api/electron_api_utility_process.cc, `HandleTermination`).
  let pid: number | undefined
  let isUnwanted = false
  child.on('spawn', () => {
    pid = child.pid
    if (isUnwanted) end(child, pid)
  })
  // An unhandled 'error' event would throw in main. Electron reports the exit too. The event's report
  // contains the process's environment, so it is not kept.
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
      // It may not have started yet; then it is killed when it does.
      isUnwanted = true
      end(child, pid)
    },
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(message))
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        endForGood(pid)
        // The system may reuse the pid from now on.
        pid = undefined
        listener(`exit code ${code}${fault}`)
      })
    },
  }
}

/** `UtilityProcess.kill` only sends SIGTERM; a process frozen in a native call needs SIGKILL first. */
function end(child: UtilityProcess, pid: number | undefined): void {
  endForGood(pid)
  child.kill()
}

function endForGood(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has already ended.
  }
}
