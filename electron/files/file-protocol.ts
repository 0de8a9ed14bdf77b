import { z } from 'zod'
import { fileFailure, fileLook } from './files.ts'

/** Messages between the kiosk and the file process. `id` identifies the request. */

export type ToFileProcess =
  | { readonly type: 'look' | 'tryOpen'; readonly id: number; readonly path: string }
  | { readonly type: 'list'; readonly id: number; readonly path: string; readonly maxNames: number }
  | {
      readonly type: 'read' | 'digest'
      readonly id: number
      readonly path: string
      readonly maxBytes: number
    }
  /** `ahead`: how many pieces may be sent before the first `more`. */
  | {
      readonly type: 'pieces'
      readonly id: number
      readonly path: string
      readonly maxBytes: number
      readonly ahead: number
    }
  /** Allows one more piece of a file. */
  | { readonly type: 'more'; readonly id: number }
  | { readonly type: 'watch'; readonly id: number; readonly path: string }
  /** Cancels a request: an answer, pieces of a file, or its changes. */
  | { readonly type: 'enough'; readonly id: number }

const id = z.number()

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

const fromFileProcess = z.discriminatedUnion('type', [
  /** The process is ready. */
  z.object({ type: z.literal('ready') }),
  /** A long request is making progress. */
  z.object({ type: z.literal('progress'), id }),
  z.object({ type: z.literal('look'), id, look: fileLook }),
  z.object({ type: z.literal('names'), id, names: z.array(z.string()) }),
  z.object({ type: z.literal('bytes'), id, bytes }),
  z.object({ type: z.literal('digest'), id, digest: z.string() }),
  z.object({ type: z.literal('piece'), id, bytes }),
  /** Success, without (further) data. */
  z.object({ type: z.literal('done'), id }),
  z.object({ type: z.literal('failed'), id, failure: fileFailure }),
  /** A watched file may have changed. */
  z.object({ type: z.literal('changed'), id }),
  /** A file is no longer being watched. */
  z.object({ type: z.literal('watch-lost'), id }),
])

export type FromFileProcess = z.infer<typeof fromFileProcess>

/** `undefined` for anything that is not a message of this protocol. */
export function parseFromFileProcess(message: unknown): FromFileProcess | undefined {
  return fromFileProcess.safeParse(message).data
}
