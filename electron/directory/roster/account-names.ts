import { z } from 'zod'
import type { Log } from '../../base/log/log.ts'
import type { GraphFailure } from '../../graph/graph-failure.ts'
import type { GraphPeople, UserKey } from '../entra/graph-people.ts'
import { ownerAmong } from '../entra/people-index.ts'
import { keyedFile, type DirectoryKey, type KeyedFile } from '../keyed-file.ts'

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
const maxBytes = 16 * 1024 * 1024
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
  readonly #file: KeyedFile<z.infer<typeof shape>>
  #entries: Map<string, Entry> | undefined

  constructor(options: AccountNamesOptions) {
    this.#options = options
    this.#file = keyedFile(options.path, { purpose: 'accounts', shape, maxBytes })
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
    const loaded = this.#file.load(key)
    switch (loaded.kind) {
      case 'ok':
        return new Map(loaded.content.map(({ name, ...entry }) => [name, entry]))
      case 'none':
        return new Map()
      case 'wrong-content':
      case 'not-read':
        this.#options.log.warn('people.file-ignored', { why: loaded.why })
        return new Map()
      default:
        return loaded satisfies never
    }
  }

  #save(key: DirectoryKey, entries: ReadonlyMap<string, Entry>): void {
    const keptSinceMs = this.#options.nowMs() - 30 * dayMs
    const kept = [...entries].filter(([, { askedAtMs }]) => askedAtMs >= keptSinceMs)
    const code = this.#file.save(
      key,
      kept.map(([name, entry]) => ({ name, ...entry })),
    )
    if (code !== undefined) this.#options.log.warn('people.file-not-written', { code })
  }
}

function idOf(siteKey: DirectoryKey, { key, value }: AccountName): string {
  return siteKey.hmac('accounts', `${key}\0${value.toLowerCase()}`)
}
