import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeHelperProcessHost } from '../../electron/base/node-helper-process.ts'
import { createFileLog } from '../../electron/ops/json-log.ts'

/**
 * Writes 100,000 lines in bursts to standard error and to the file it is given, beside a helper process that is noisy
 * too, then tells what they cost.
 */
const [, , path = ''] = process.argv
const asHelper = '--as-helper'
const lines = 100_000
const aTurn = 1_000

if (path === asHelper) {
  // More than any pipe or terminal holds; as native code writes, since asking for `process.stderr` would set O_NONBLOCK.
  for (let line = 0; line < 10_000; line += 1) writeSync(2, 'A helper process has much to say.\n')
  process.send?.('said')
  process.on('message', () => undefined)
} else {
  await makeNoise()
}

async function makeNoise(): Promise<void> {
  const log = createFileLog(() => path)
  log.info('tap.heard', { tapId: 'before the helper process' })
  const entry = fileURLToPath(import.meta.url)
  const helper = nodeHelperProcessHost({ entry, execArgv: ['--import', 'tsx'] }).spawn([asHelper])
  await new Promise((resolve) => helper.onMessage(resolve))

  const beforeMb = heldMb()
  for (let written = 0; written < lines; written += aTurn) {
    for (let line = written; line < written + aTurn; line += 1) log.info('tap.heard', { tapId: String(line) })
    await new Promise((resolve) => setImmediate(resolve))
  }
  process.send?.({ grownMb: heldMb() - beforeMb }, () => process.exit(7))
}

function heldMb(): number {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return (heapUsed + external + arrayBuffers) / 2 ** 20
}
