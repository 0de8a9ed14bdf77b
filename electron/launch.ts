import { fileURLToPath } from 'node:url'
import { endOnFaults } from './shell/faults.ts'
import { leave } from './shell/leave.ts'

/**
 * Electron's entry point. Electron is not ready before this file has finished, as long as Node has work to do
 * for it (node_bindings.cc, `JoinAppCode`), so nothing here may wait for that, or for a bare promise. The
 * rest is loaded after fault handling is installed, so that a broken or missing module counts as a fault.
 */
const faults = endOnFaults()
try {
  const { begin } = await import('./begin.ts')
  const exitCode = await begin({ out: fileURLToPath(new URL('..', import.meta.url)), faults })
  if (exitCode !== undefined) leave(exitCode)
} catch (error) {
  faults.end(error, 'launch')
}
