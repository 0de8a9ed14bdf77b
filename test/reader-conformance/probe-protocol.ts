import { z } from 'zod'

/** What the probe's reader process says beyond the product's own protocol (`electron/badge/pcsc/reader-protocol.ts`). */

const fromProbeProcess = z.discriminatedUnion('type', [
  /** The smart card service's view of a reader's field changed. `atr` in upper-case hex; empty: none. */
  z.object({
    type: z.literal('probe-field'),
    reader: z.string(),
    isPresent: z.boolean(),
    atr: z.string().regex(/^(?:[0-9A-F]{2})*$/),
    monotonicMs: z.number(),
  }),
  /** A command was answered: the length without the status word, and the status word in hex. */
  z.object({
    type: z.literal('probe-answer'),
    reader: z.string(),
    lengthBytes: z.number(),
    statusWord: z.string().regex(/^[0-9A-F]{0,4}$/),
    monotonicMs: z.number(),
  }),
])

export type FromProbeProcess = z.infer<typeof fromProbeProcess>

/** `undefined` for a message of the product's own. */
export function parseFromProbeProcess(message: unknown): FromProbeProcess | undefined {
  return fromProbeProcess.safeParse(message).data
}
