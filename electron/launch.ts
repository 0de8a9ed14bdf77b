import { fileURLToPath } from 'node:url'
import { endOnFaults } from './shell/faults.ts'
import { leave } from './shell/leave.ts'

/**
 * Where Electron begins. It waits for this file's end before it is ready, as long as Node has something to do for it
 * (node_bindings.cc, `JoinAppCode`): so nothing in it may wait for that, or for a bare promise. The rest
 * is loaded only once faults are caught: a module that is broken or missing is one.
 */
const faults = endOnFaults()
try {
  const { begin } = await import('./begin.ts')
  const exitCode = await begin({ out: fileURLToPath(new URL('..', import.meta.url)), faults })
  if (exitCode !== undefined) leave(exitCode)
} catch (error) {
  faults.end(error, 'launch')
}
