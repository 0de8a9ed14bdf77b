import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'
import { createFileLog } from '../../electron/ops/log/json-log.ts'

/**
 * Writes 100,000 lines in bursts to standard error and to the file it is given, beside a helper process that is noisy
 * too, then tells what they cost.
 */
const [, , path = ''] = process.argv
const lines = 100_000
const aTurn = 1_000

/**
 * More than any pipe or terminal holds. Plain JavaScript, which writes as native code does: tsx asks for
 * `process.stderr`, and would so set O_NONBLOCK for all who share it.
 */
const noisyHelper = `
  for (let line = 0; line < 10_000; line += 1) require('node:fs').writeSync(2, 'A helper process has much to say.\\n')
  process.send('said')
  process.on('message', () => undefined)
`

await makeNoise()

async function makeNoise(): Promise<void> {
  const log = createFileLog(() => path)
  log.info('tap.heard', { tapId: 'before the helper process' })
  const helper = nodeHelperProcessHost({ entry: 'noisy-helper', execArgv: ['--eval', noisyHelper] }).spawn([])
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
