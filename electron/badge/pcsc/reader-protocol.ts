import { z } from 'zod'

/** Messages between the reader process and the kiosk. Plain data that survives JSON. */

const instant = z.object({ wallMs: z.number(), monotonicMs: z.number() })

const others = z.array(z.object({ name: z.string(), why: z.string() })).exactOptional()

const status = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('no-service'),
    why: z.enum(['service-stopped', 'stopped-without-reader']),
    detail: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('no-access'), detail: z.string() }),
  z.object({ kind: z.literal('no-reader'), others }),
  z.object({ kind: z.literal('no-such-reader'), present: z.array(z.string()) }),
  z.object({ kind: z.literal('ready'), readers: z.array(z.string()), others }),
  z.object({ kind: z.literal('failing'), detail: z.string() }),
  /** Readers exist, but none returns its command, and the process cannot take it back. */
  z.object({ kind: z.literal('not-answering') }),
])

/** `alreadyThere`: the badge was there when the process found the reader, so it may have been read before. */
const presented = { reader: z.string(), at: instant, alreadyThere: z.boolean() }

const fromReaderProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heartbeat') }),
  /** nfc-pcsc is not installed or cannot be loaded. The process exits after it. */
  z.object({ type: z.literal('software-missing'), detail: z.string() }),
  z.object({ type: z.literal('status'), status }),
  /** `uid`: the chip's answer in hex, unvalidated. */
  z.object({ type: z.literal('badge'), uid: z.string().regex(/^(?:[0-9A-F]{2})*$/), ...presented }),
  z.object({
    type: z.literal('failure'),
    problem: z.enum(['no-number', 'removed-too-soon', 'several-badges']),
    detail: z.string(),
    ...presented,
  }),
  /** The badge was removed. Comes after the badge's own message. */
  z.object({ type: z.literal('gone'), reader: z.string(), at: instant }),
  /** The reader was unplugged. A badge on it may still be there when it comes back. */
  z.object({ type: z.literal('reader-gone'), reader: z.string(), at: instant }),
])

export type FromReaderProcess = z.infer<typeof fromReaderProcess>
export type ProcessStatus = Extract<FromReaderProcess, { type: 'status' }>['status']
export type ReadFailure = Extract<FromReaderProcess, { type: 'failure' }>['problem']

const toReaderProcess = z.object({ type: z.literal('stop') })

export type ToReaderProcess = z.infer<typeof toReaderProcess>

/** `undefined` for anything that is not a message of this protocol. */
export function parseFromReaderProcess(message: unknown): FromReaderProcess | undefined {
  return fromReaderProcess.safeParse(message).data
}

/** `undefined` for anything that is not a message of this protocol. */
export function parseToReaderProcess(message: unknown): ToReaderProcess | undefined {
  return toReaderProcess.safeParse(message).data
}

/** The process only loads the reader software and exits: it sends `software-missing`, or nothing. */
export const loadOnlyArgument = '--load-only'

/** The process reports the readers for a second and exits. It reports no badges. */
export const listOnlyArgument = '--list-only'

const nameOption = '--reader='

/** Command-line arguments that select the readers: all, or those whose name contains `readerName`. */
export function readerProcessArguments(readerName: string | undefined): readonly string[] {
  return readerName === undefined ? [] : [`${nameOption}${readerName}`]
}

export function readerNameFrom(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.startsWith(nameOption))?.slice(nameOption.length)
}
