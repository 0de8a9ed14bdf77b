import { lstatSync } from 'node:fs'
import type { z } from 'zod'
import { errorCode } from '../base/error-code.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'

/** What a keyed file holds: one does not serve as another. */
type FilePurpose = 'people' | 'accounts' | 'additions' | 'shared-additions' | 'memberships'

/** The part of the site key that the directory uses. */
export interface DirectoryKey {
  hmac(purpose: 'badge' | 'badge-number' | FilePurpose, text: string): string
}

export type KeyedContent<Content> =
  | { readonly kind: 'ok'; readonly content: Content }
  /**
   * `wrong-content`: the file holds something else than this program wrote under this key. `not-read`: `why`
   * is the error code.
   */
  | { readonly kind: 'wrong-content' | 'not-read'; readonly why: string }

export type KeyedLoad<Content> = KeyedContent<Content> | { readonly kind: 'none' }

export interface KeyedFile<Content> {
  load(key: DirectoryKey): KeyedLoad<Content>
  /** Returns undefined once the content is on disk, otherwise the error code, or `too large`. */
  save(key: DirectoryKey, content: Content): string | undefined
}

export interface KeyedFormat<Content> {
  readonly purpose: FilePurpose
  readonly shape: z.ZodType<Content>
  readonly maxBytes: number
}

const tooLarge = 'it is too large'

/**
 * A file in the data folder: one line of JSON, then an HMAC under the site key over all of it, so that
 * whoever can write to the folder cannot change what it says. It is replaced atomically: a kill leaves the
 * old or the new content.
 */
export function keyedFile<Content>(path: string, format: KeyedFormat<Content>): KeyedFile<Content> {
  const { purpose, maxBytes } = format
  return {
    load: (key) => {
      try {
        const size = lstatSync(path, { throwIfNoEntry: false })?.size
        if (size === undefined) return { kind: 'none' }
        if (size > maxBytes) return { kind: 'wrong-content', why: tooLarge }
        return parseKeyed(readOwnFile(path), key, format)
      } catch (error) {
        return { kind: 'not-read', why: errorCode(error) }
      }
    },
    save: (key, content) => {
      const json = JSON.stringify(content)
      if (Buffer.byteLength(json) > maxBytes) return 'too large'
      try {
        replaceOwnFile(path, `${json}\n${key.hmac(purpose, json)}\n`)
        return undefined
      } catch (error) {
        return errorCode(error)
      }
    },
  }
}

/** Reads the text of such a file. */
export function parseKeyed<Content>(
  text: string,
  key: DirectoryKey,
  { purpose, shape }: KeyedFormat<Content>,
): KeyedContent<Content> {
  const [json = '', mac] = text.split('\n', 2)
  if (key.hmac(purpose, json) !== mac) return { kind: 'wrong-content', why: 'its HMAC is wrong' }
  const { data } = shape.safeParse(parsedJson(json))
  return data === undefined
    ? { kind: 'wrong-content', why: 'it was written by another version' }
    : { kind: 'ok', content: data }
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
