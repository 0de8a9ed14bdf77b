import { lstatSync } from 'node:fs'
import { z } from 'zod'
import { errorCode } from '../../base/error-code.ts'
import { readOwnFile, replaceOwnFile } from '../../base/own-files.ts'
import type { ListedPerson } from './people-index.ts'

/** The part of the site key that the directory uses. */
export interface DirectoryKey {
  hmac(purpose: 'badge' | 'people' | 'accounts', text: string): string
}

/** What was read from Entra, and when (milliseconds since the Unix epoch). */
export interface PeopleList {
  readonly readAtMs: number
  readonly people: readonly ListedPerson[]
}

export interface IndexFile {
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
const largestBytes = 64 * 1024 * 1024
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
        teams: z.array(text).max(1_000).exactOptional(),
        badgeKey: text,
        isEnabled: z.boolean(),
      }),
    )
    .max(100_000),
})

/**
 * Keeps the people in a file in the data folder, for a start without a network. It is replaced atomically, so
 * that a kill leaves the old or the new list. An HMAC with the site key covers all of it: whoever can write
 * to the data folder cannot give a badge to another person. `madeFor`: the settings the list depends on; a
 * list that was made for others is ignored.
 */
export function indexFile(path: string, madeFor: string): IndexFile {
  return {
    load: (key) => {
      try {
        const size = lstatSync(path, { throwIfNoEntry: false })?.size
        if (size === undefined) return { kind: 'none' }
        if (size > largestBytes) return ignored('it is too large')
        const [json = '', mac] = readOwnFile(path).split('\n', 2)
        if (key.hmac('people', json) !== mac) return ignored('its HMAC is wrong')
        const { data } = shape.safeParse(JSON.parse(json))
        if (data === undefined) return ignored('it was written by another version')
        return data.madeFor === madeFor ? { kind: 'ok', list: data } : ignored('the config has changed')
      } catch (error) {
        return ignored(errorCode(error))
      }
    },
    save: (key, { readAtMs, people }) => {
      const json = JSON.stringify({ version, madeFor, readAtMs, people })
      if (Buffer.byteLength(json) > largestBytes) return 'too large'
      try {
        replaceOwnFile(path, `${json}\n${key.hmac('people', json)}\n`)
        return undefined
      } catch (error) {
        return errorCode(error)
      }
    },
  }
}

function ignored(why: string) {
  return { kind: 'ignored', why } as const
}
