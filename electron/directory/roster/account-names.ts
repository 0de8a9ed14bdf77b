import { lstatSync } from 'node:fs'
import { z } from 'zod'
import { errorCode } from '../../base/error-code.ts'
import type { Log } from '../../base/log/log.ts'
import { readOwnFile, replaceOwnFile } from '../../base/own-files.ts'
import type { GraphFailure } from '../../graph/graph-failure.ts'
import type { GraphPeople, UserKey } from '../entra/graph-people.ts'
import type { DirectoryKey } from '../entra/index-file.ts'
import { ownerAmong } from '../entra/people-index.ts'

/** How a roster row without an object ID names the person. */
export interface AccountName {
  readonly key: UserKey
  readonly value: string
}

/** The object ID, or why there is none to use. */
export type Account =
  { readonly kind: 'user'; readonly userId: string } | { readonly kind: 'unknown' | 'ambiguous' | 'disabled' }

export interface AccountNamesOptions {
  readonly people: Pick<GraphPeople, 'byKey'>
  /** Absolute path of the file that keeps the accounts. */
  readonly path: string
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  /** The servers' time if it is known. */
  nowMs(): number
  readonly log: Log
}

const dayMs = 24 * 3_600_000
const largestBytes = 16 * 1024 * 1024
const keys: readonly UserKey[] = ['userPrincipalName', 'mail', 'employeeId']

interface Entry {
  readonly account: Account
  readonly askedAtMs: number
}

const shape = z.array(
  z.object({
    name: z.string().max(100),
    account: z.union([
      z.object({ kind: z.literal('user'), userId: z.string().max(100) }),
      z.object({ kind: z.enum(['unknown', 'ambiguous', 'disabled']) }),
    ]),
    askedAtMs: z.number(),
  }),
)

/**
 * The accounts of people whom a roster names by UPN, mail address or employee ID. Each name is asked once, and
 * again after a day. The answers are kept in a file in the data folder, for a start without a network: with
 * HMACs in place of the names, and an HMAC with the site key over all of it.
 */
export class AccountNames {
  readonly #options: AccountNamesOptions
  #entries: Map<string, Entry> | undefined

  constructor(options: AccountNamesOptions) {
    this.#options = options
  }

  /** Undefined: not asked yet. */
  find(name: AccountName): Account | undefined {
    const key = this.#options.key()
    return key === undefined ? undefined : this.#opened(key).get(idOf(key, name))?.account
  }

  /** The names to ask now: those not asked yet, and those asked more than a day ago. */
  due(names: readonly AccountName[]): readonly AccountName[] {
    const key = this.#options.key()
    if (key === undefined) return names
    const sinceMs = this.#options.nowMs() - dayMs
    const entries = this.#opened(key)
    return names.filter((name) => (entries.get(idOf(key, name))?.askedAtMs ?? 0) <= sinceMs)
  }

  /** Asks Entra. Nothing changes if one of the requests fails. */
  async ask(names: readonly AccountName[], signal: AbortSignal): Promise<GraphFailure | undefined> {
    const siteKey = this.#options.key()
    if (siteKey === undefined) return { kind: 'no-answer', detail: 'the site key cannot be read' }
    const askedAtMs = this.#options.nowMs()
    const asked = new Map<string, Entry>()
    for (const key of keys) {
      const values = names.filter((name) => name.key === key).map(({ value }) => value)
      if (values.length === 0) continue
      const answer = await this.#options.people.byKey(key, values, { priority: 'replay', signal })
      if (answer.kind === 'failed') return answer.failure
      for (const value of values) {
        const holders = answer.value.filter((user) => user[key]?.toLowerCase() === value.toLowerCase())
        const owner = ownerAmong(holders)
        const account: Account =
          typeof owner === 'string' ? { kind: owner } : { kind: 'user', userId: owner.id }
        asked.set(idOf(siteKey, { key, value }), { account, askedAtMs })
      }
    }
    const entries = this.#opened(siteKey)
    for (const [id, entry] of asked) entries.set(id, entry)
    this.#save(siteKey, entries)
    return undefined
  }

  #opened(key: DirectoryKey): Map<string, Entry> {
    this.#entries ??= this.#load(key)
    return this.#entries
  }

  #load(key: DirectoryKey): Map<string, Entry> {
    const { path, log } = this.#options
    const ignored = (why: string): Map<string, Entry> => {
      log.warn('people.file-ignored', { why })
      return new Map()
    }
    try {
      const size = lstatSync(path, { throwIfNoEntry: false })?.size
      if (size === undefined) return new Map()
      if (size > largestBytes) return ignored('it is too large')
      const [json = '', mac] = readOwnFile(path).split('\n', 2)
      if (key.hmac('accounts', json) !== mac) return ignored('its HMAC is wrong')
      const { data } = shape.safeParse(JSON.parse(json))
      return data === undefined
        ? ignored('it was written by another version')
        : new Map(data.map(({ name, ...entry }) => [name, entry]))
    } catch (error) {
      return ignored(errorCode(error))
    }
  }

  #save(key: DirectoryKey, entries: ReadonlyMap<string, Entry>): void {
    const keptSinceMs = this.#options.nowMs() - 30 * dayMs
    const kept = [...entries].filter(([, { askedAtMs }]) => askedAtMs >= keptSinceMs)
    const json = JSON.stringify(kept.map(([name, entry]) => ({ name, ...entry })))
    try {
      replaceOwnFile(this.#options.path, `${json}\n${key.hmac('accounts', json)}\n`)
    } catch (error) {
      this.#options.log.warn('people.file-not-written', { code: errorCode(error) })
    }
  }
}

function idOf(siteKey: DirectoryKey, { key, value }: AccountName): string {
  return siteKey.hmac('accounts', `${key}\0${value.toLowerCase()}`)
}
