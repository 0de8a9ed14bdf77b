import { directFiles } from '../../electron/files/direct-files.ts'
import { serveFiles } from '../../electron/files/file-server.ts'
import type { FakeElectron } from '../fakes/electron/index.ts'

/** No process has it (pid_max is 4,194,304 at the most). */
const nobodysPid = 4_190_000

/**
 * Lets the fake's file processes do their work, in this very process. As in Electron
 * (`shell/browser/api/electron_api_utility_process.cc`, `PostMessage`, `OnServiceProcessLaunch`, `HandleTermination`):
 * messages are cloned and come later, there is no pid before `spawn` nor after `exit`.
 */
export function serveFileProcesses({ electron }: Pick<FakeElectron, 'electron'>): void {
  const { utilityProcess } = electron
  const { fork } = utilityProcess
  utilityProcess.fork = (entry, args, options) => {
    const child = fork(entry, args, options)
    if (!entry.endsWith('file-process.js')) return child
    const listeners = new Set<(message: unknown) => void>()
    const later = (message: unknown, hand: (message: unknown) => void): void => {
      const clone: unknown = structuredClone(message)
      setImmediate(() => {
        if (child.pid !== undefined) hand(clone)
      })
    }
    child.postMessage = (message) => later(message, (clone) => listeners.forEach((listen) => listen(clone)))
    child.kill = () => {
      if (child.pid === undefined) return false
      setImmediate(() => child.tellExit(0))
      return true
    }
    setImmediate(() => {
      child.becomeSpawned(nobodysPid)
      serveFiles(
        {
          send: (message) => later(message, (clone) => child.emit('message', clone)),
          onMessage: (listener) => listeners.add(listener),
          onClosed: () => undefined,
        },
        directFiles,
      )
    })
    return child
  }
}
