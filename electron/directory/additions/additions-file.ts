import { closeSync, lstatSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { attempt, failureCode } from '../../base/attempt.ts'
import { errorCode } from '../../base/error-code.ts'
import { readOwnFile } from '../../base/own-files.ts'
import { badgeKeyOf } from '../badge-key.ts'
import { keyedFile, type DirectoryKey, type KeyedFile, type KeyedLoad } from '../keyed-file.ts'
import {
  additionsFormat,
  maxAdditions,
  newestByBadge,
  type Addition,
  type AdditionsContent,
} from './addition.ts'
import { decryptBadge, encryptBadge } from './badge-cipher.ts'

export const additionsFileName = 'additions.json'

/** The lock is held for milliseconds; an older one was left by a process that was killed. */
const maxLockMs = 5_000
const lockPauseMs = 50
const maxLockAttempts = 200

const full =
  `the file is full (${maxAdditions} badges): export them with --enroll --export, make these changes in the roster or Entra, ` +
  'then stop the kiosk and move the file out of the data folder'

export type WriteAnswer =
  /** `setAside`: the name under which a file that could not be used is kept. */
  | { readonly kind: 'ok'; readonly setAside?: { readonly name: string; readonly why: string } }
  /** Nothing was written. `why` is for the IT admin. */
  | { readonly kind: 'failed'; readonly why: string }

export type RekeyedAdditions =
  /** There is no file, or it is signed under the current key already. */
  | { readonly kind: 'not-needed' }
  /** `dropped`: entries whose badge number is not known, so that it has no HMAC under the new key. */
  | { readonly kind: 'ok'; readonly kept: number; readonly dropped: number }
  /** The file is unchanged. `why` is for the IT admin. */
  | { readonly kind: 'failed'; readonly why: string }

/** The additions in the data folder. The command line and a running kiosk read and write them. */
export class AdditionsFile {
  readonly path: string
  readonly #file: KeyedFile<AdditionsContent>

  constructor(dataFolder: string) {
    this.path = join(dataFolder, additionsFileName)
    this.#file = keyedFile(this.path, additionsFormat)
  }

  load(key: DirectoryKey): KeyedLoad<AdditionsContent> {
    return this.#file.load(key)
  }

  /**
   * A fingerprint of the file's metadata: it changes when the file changes. `none`: there is no file; an error code:
   * nobody can say. Never throws: it is polled, also while the disk fails and taps are only in memory.
   */
  state(): string {
    try {
      const stats = lstatSync(this.path, { throwIfNoEntry: false })
      return stats === undefined ? 'none' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(':')
    } catch (error) {
      return errorCode(error)
    }
  }

  /**
   * Adds the entries that `decide` returns, given those in the file, and removes older entries of the same badges.
   * Holds a lock, so other processes wait. A file that cannot be used is set aside, never overwritten.
   */
  async write(
    key: DirectoryKey,
    decide: (entries: readonly Addition[]) => readonly Addition[],
  ): Promise<WriteAnswer> {
    return this.#locked(() => this.#writeLocked(key, decide))
  }

  /**
   * Rewrites a file of an earlier site key under the current one, atomically: a kill leaves the old file or the new
   * one, and another run completes it.
   */
  async rekey(keys: {
    readonly own: DirectoryKey
    readonly earlier: readonly DirectoryKey[]
  }): Promise<RekeyedAdditions> {
    if (this.#file.load(keys.own).kind === 'none') return { kind: 'not-needed' }
    return this.#locked(() => this.#rekeyLocked(keys.own, keys.earlier))
  }

  async #locked<Answer>(
    work: () => Answer,
  ): Promise<Answer | { readonly kind: 'failed'; readonly why: string }> {
    const lock = `${this.path}.lock`
    const problem = await acquire(lock)
    if (problem !== undefined) return { kind: 'failed', why: `${lock} cannot be created (${problem})` }
    try {
      return work()
    } finally {
      attempt(() => unlinkSync(lock))
    }
  }

  #rekeyLocked(own: DirectoryKey, earlier: readonly DirectoryKey[]): RekeyedAdditions {
    const now = this.#file.load(own)
    if (now.kind === 'ok' || now.kind === 'none') return { kind: 'not-needed' }
    for (const key of earlier) {
      const loaded = this.#file.load(key)
      if (loaded.kind !== 'ok') continue
      const before = loaded.content.entries
      const entries = before.flatMap((entry) => underKey(own, key, entry) ?? [])
      const code = this.#file.save(own, { version: 1, entries })
      return code === undefined
        ? { kind: 'ok', kept: entries.length, dropped: before.length - entries.length }
        : { kind: 'failed', why: `${this.path} cannot be written (${code})` }
    }
    return { kind: 'failed', why: `${this.path} cannot be used under any of the site keys (${now.why})` }
  }

  #writeLocked(
    key: DirectoryKey,
    decide: (entries: readonly Addition[]) => readonly Addition[],
  ): WriteAnswer {
    const loaded = this.#file.load(key)
    if (loaded.kind === 'not-read')
      return { kind: 'failed', why: `${this.path} cannot be read (${loaded.why})` }
    const before = loaded.kind === 'ok' ? loaded.content.entries : []
    const added = decide(before)
    if (added.length === 0) return { kind: 'ok' }
    const setAside = loaded.kind === 'wrong-content' ? this.#setAside() : undefined
    if (setAside?.kind === 'failed') return setAside
    const entries = [...newestByBadge(before, added).values()]
    if (entries.length > maxAdditions) return { kind: 'failed', why: `${this.path}: ${full}` }
    const code = this.#file.save(key, { version: 1, entries })
    if (code !== undefined) return { kind: 'failed', why: `${this.path} cannot be written (${code})` }
    return loaded.kind === 'wrong-content' && setAside !== undefined
      ? { kind: 'ok', setAside: { name: setAside.name, why: loaded.why } }
      : { kind: 'ok' }
  }

  #setAside(): { kind: 'ok'; name: string } | Extract<WriteAnswer, { kind: 'failed' }> {
    const name = `${this.path}.unusable-${new Date().toISOString().replace(/[:.]/g, '-')}`
    try {
      renameSync(this.path, name)
      return { kind: 'ok', name }
    } catch (error) {
      return { kind: 'failed', why: `${this.path} cannot be set aside (${errorCode(error)})` }
    }
  }
}

/** The same entry under the current site key; undefined: its number is not known. */
function underKey(own: DirectoryKey, earlier: DirectoryKey, entry: Addition): Addition | undefined {
  const badge = decryptBadge(earlier, entry.number)
  if (badge === undefined) return undefined
  return { ...entry, badgeKey: badgeKeyOf(own, badge), number: encryptBadge(own, badge) }
}

/** Returns the error code if the lock was not acquired. */
async function acquire(lock: string): Promise<string | undefined> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      const file = openSync(lock, 'wx', 0o600)
      writeSync(file, `${process.pid}`)
      closeSync(file)
      return undefined
    } catch (error) {
      const code = errorCode(error)
      if (code !== 'EEXIST' || attempts >= maxLockAttempts) return code
    }
    if (isAbandoned(lock)) attempt(() => unlinkSync(lock))
    else await setTimeout(lockPauseMs)
  }
}

/** Whether the process that holds the lock was killed. */
function isAbandoned(lock: string): boolean {
  const sinceMs = attempt(() => lstatSync(lock).mtimeMs) ?? Date.now()
  if (Math.abs(Date.now() - sinceMs) > maxLockMs) return true
  const pid = Number(attempt(() => readOwnFile(lock)))
  return pid > 0 && failureCode(() => process.kill(pid, 0)) === 'ESRCH'
}
