import { z } from 'zod'
import { keyedFile, type DirectoryKey } from '../keyed-file.ts'
import type { BadgeSettings } from './entra-words.ts'
import type { ListedPerson } from './people-index.ts'

/** What was read from Entra, and when (milliseconds since the Unix epoch). */
export interface PeopleList {
  readonly readAtMs: number
  readonly people: readonly ListedPerson[]
}

export interface PeopleFile {
  /** `ignored`: there is a file, but it cannot be used. */
  load(
    key: DirectoryKey,
  ):
    | { readonly kind: 'ok'; readonly list: PeopleList }
    | { readonly kind: 'none' }
    | { readonly kind: 'ignored'; readonly why: string }
  /** Returns undefined once the list is on disk, otherwise the error code. */
  save(key: DirectoryKey, list: PeopleList): string | undefined
}

/** 100,000 people in several teams take about 30 MB. */
const maxBytes = 64 * 1024 * 1024
const version = 1

const text = z.string().max(2_000)
const shape = z.object({
  version: z.literal(version),
  madeFor: text,
  readAtMs: z.int().min(0),
  people: z
    .array(
      z.object({
        userId: text,
        name: text,
        language: text.exactOptional(),
        teams: z.array(text).max(1_000).readonly().exactOptional(),
        badgeKey: text,
        isEnabled: z.boolean(),
      }),
    )
    .max(100_000)
    .readonly(),
})

/** The settings that a list depends on, as one text. */
export function settingsText({
  teamIds,
  badgeProperty,
  badgeNumberFormat,
}: BadgeSettings & { readonly teamIds: readonly string[] }): string {
  return JSON.stringify([[...teamIds].sort(), badgeProperty, badgeNumberFormat])
}

/**
 * Keeps the people in a keyed file in the data folder, for a start without a network. `madeFor`: `settingsText`;
 * a list that was made for other settings is ignored.
 */
export function peopleFile(path: string, madeFor: string): PeopleFile {
  const file = keyedFile(path, { purpose: 'people', shape, maxBytes })
  return {
    load: (key) => {
      const loaded = file.load(key)
      switch (loaded.kind) {
        case 'none':
          return loaded
        case 'ok':
          return loaded.content.madeFor === madeFor
            ? { kind: 'ok', list: loaded.content }
            : { kind: 'ignored', why: 'the config has changed' }
        case 'wrong-content':
        case 'not-read':
          return { kind: 'ignored', why: loaded.why }
        default:
          return loaded satisfies never
      }
    },
    save: (key, { readAtMs, people }) => file.save(key, { version, madeFor, readAtMs, people }),
  }
}
