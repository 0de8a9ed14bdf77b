import { EventEmitter } from 'node:events'
import type { Reader } from 'nfc-pcsc'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { FromProbeProcess } from './probe-protocol.ts'

/**
 * The product's reader process (`electron/badge/pcsc/pcsc-process.ts`), and beside it what the product has no use for: the
 * ATR, when the field changed, and the status word of each answer.
 */

const report = (message: FromProbeProcess) => process.send?.(message, undefined, undefined, () => undefined)
const now = () => systemClock.now().monotonicMs
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase()

try {
  const { NFC } = await import('nfc-pcsc')
  // nfc-pcsc announces readers by its own `emit` (dist/NFC.js); the product's listener is added later.
  Reflect.set(NFC.prototype, 'emit', function (this: EventEmitter, event: string, ...rest: unknown[]) {
    if (event === 'reader') watch(rest[0] as Reader)
    return EventEmitter.prototype.emit.call(this, event, ...rest)
  })
} catch {
  // The product's process tries the same and reports why.
}
// Lost before anybody listened: the parent of this process has gone.
if (process.send !== undefined && !process.connected) process.exit(0)
await import('../../electron/badge/pcsc/pcsc-process.ts')

function watch(reader: Reader): void {
  const raw = reader.reader
  let wasPresent: boolean | undefined
  raw.on('status', ({ state, atr }) => {
    const isPresent = (state & raw.SCARD_STATE_PRESENT) !== 0
    if (isPresent === wasPresent) return
    wasPresent = isPresent
    report({
      type: 'probe-field',
      reader: reader.name,
      isPresent,
      atr: isPresent && atr !== undefined ? hex(atr) : '',
      monotonicMs: now(),
    })
  })
  const transmit = reader.transmit.bind(reader)
  reader.transmit = async (command, limit) => {
    const answer = await transmit(command, limit)
    report({
      type: 'probe-answer',
      reader: reader.name,
      lengthBytes: Math.max(0, answer.length - 2),
      statusWord: hex(answer.subarray(-2)),
      monotonicMs: now(),
    })
    return answer
  }
}
