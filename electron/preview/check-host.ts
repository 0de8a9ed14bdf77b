import { fileURLToPath } from 'node:url'
import { listReaders } from '../badge/pcsc/list-readers.ts'
import { tryReaderSoftware } from '../badge/pcsc/try-reader-software.ts'
import { systemClock } from '../base/time/clock.ts'
import { nodeHelperProcessHost } from '../base/process/node-helper-process.ts'
import { lookAtPeer, type CheckHost } from '../ops/cli/check-config.ts'

/** Node's network for `--check-config --online`. */
export function previewCheckHost(progress: (text: string) => void): CheckHost {
  const entry = fileURLToPath(new URL('./pcsc-process.js', import.meta.url))
  return {
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    lookAtPeer: (url) => lookAtPeer(url),
    progress,
    trySoftware: () => tryReaderSoftware(nodeHelperProcessHost({ entry }), systemClock),
    listReaders: (name) => listReaders(nodeHelperProcessHost({ entry }), systemClock, name),
  }
}
