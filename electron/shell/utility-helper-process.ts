import { utilityProcess, type UtilityProcess } from 'electron'
import { helperEnvironment, type HelperProcess, type HelperProcessHost } from '../base/helper-process.ts'

/** Helper processes as utility processes of Electron. `entry`: the process's bundle; `name`: for task managers. */
export function utilityHelperProcessHost(entry: string, name: string): HelperProcessHost {
  return {
    spawn: (args) => {
      const child = utilityProcess.fork(entry, [...args], {
        env: helperEnvironment(process.env),
        serviceName: name,
        // Standard error is kept: a native module says there why it ends the process.
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      return asHelperProcess(child)
    },
  }
}

function asHelperProcess(child: UtilityProcess): HelperProcess {
  let fault = ''
  // An 'error' that nobody hears is thrown, here in main. Electron tells the exit as well; should the process hang on
  // its way out, it is silent. The report has the process's environment in it, so it is not kept.
  child.on('error', (type, location) => {
    fault = ` after ${type} in ${location}`
  })
  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      if (child.pid !== undefined) child.postMessage(message)
    },
    kill: () => end(child),
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(message))
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener(`exit code ${code}${fault}`))
    },
  }
}

/** `UtilityProcess.kill` asks (SIGTERM); a process frozen in a native call has to be ended for good first. */
function end(child: UtilityProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself in the meantime.
  }
  child.kill()
}
