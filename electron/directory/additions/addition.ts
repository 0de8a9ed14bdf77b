import { z } from 'zod'
import type { KeyedFormat } from '../keyed-file.ts'

/** As long as the longest name that `personName` leaves: a file with a longer one could not be read again. */
const text = z.string().max(1_000)

const person = z.object({
  userId: text,
  displayName: text,
  language: text.exactOptional(),
  teams: z.array(text).max(1_000).readonly().exactOptional(),
})

const fields = {
  /** HMAC of the badge under the site key. */
  badgeKey: text,
  /** The badge, encrypted (`badge-cipher.ts`). Empty, for a blocked badge: only its HMAC is known. */
  number: text,
  /** Milliseconds since the Unix epoch. */
  atMs: z.int().min(0),
  /** ID of the kiosk where it was written. */
  kioskId: text,
}

const addition = z.discriminatedUnion('kind', [
  /** `isReplacement`: earlier badges of the person were blocked at the same time. */
  z.object({ kind: z.literal('added'), ...fields, person, isReplacement: z.literal(true).exactOptional() }),
  /** `person`: whose badge it was, if that is known. */
  z.object({ kind: z.literal('blocked'), ...fields, person: person.exactOptional() }),
])

/** An entry for a badge that was added for a person, or blocked, outside the roster and Entra. */
export type Addition = Readonly<z.infer<typeof addition>>

export const maxAdditions = 20_000

export const additionsFormat: KeyedFormat<AdditionsContent> = {
  purpose: 'additions',
  shape: z.object({ version: z.literal(1), entries: z.array(addition).max(maxAdditions).readonly() }),
  maxBytes: 16 * 1024 * 1024,
}

export interface AdditionsContent {
  readonly version: 1
  readonly entries: readonly Addition[]
}

/** The copy of what was last read from `directory.sharedAdditions`. */
export interface KeptShared {
  readonly version: 1
  readonly folder: string
  readonly files: readonly { readonly name: string; readonly entries: readonly Addition[] }[]
}

export const keptSharedFormat: KeyedFormat<KeptShared> = {
  purpose: 'shared-additions',
  shape: z.object({
    version: z.literal(1),
    folder: z.string(),
    files: z
      .array(z.object({ name: text, entries: z.array(addition).max(maxAdditions).readonly() }))
      .max(500)
      .readonly(),
  }),
  maxBytes: 64 * 1024 * 1024,
}

/** The newest entry of each badge, by its key. Of two entries at the same instant, the one that blocks wins. */
export function newestByBadge(...lists: readonly (readonly Addition[])[]): ReadonlyMap<string, Addition> {
  const newest = new Map<string, Addition>()
  for (const entry of lists.flat()) {
    const known = newest.get(entry.badgeKey)
    if (known === undefined || isNewer(entry, known)) newest.set(entry.badgeKey, entry)
  }
  return newest
}

function isNewer(entry: Addition, known: Addition): boolean {
  return entry.atMs === known.atMs ? entry.kind === 'blocked' : entry.atMs > known.atMs
}
