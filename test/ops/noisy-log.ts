import { createFileLog } from '../../electron/ops/json-log.ts'

/** Writes 100,000 lines in bursts to standard error and to the file it is given, then tells what they cost. */
const [, , path = ''] = process.argv
const lines = 100_000
const aTurn = 1_000

const log = createFileLog(() => path)
const heldMb = (): number => {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return (heapUsed + external + arrayBuffers) / 2 ** 20
}

const beforeMb = heldMb()
for (let written = 0; written < lines; written += aTurn) {
  for (let line = written; line < written + aTurn; line += 1) log.info('tap.heard', { tapId: String(line) })
  await new Promise((resolve) => setImmediate(resolve))
}
process.send?.({ grownMb: heldMb() - beforeMb }, () => process.exit(7))
