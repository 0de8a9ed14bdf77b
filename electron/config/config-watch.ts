import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Files } from '../files/files.ts'
import type { SetupProblems } from './config.ts'
import { loadConfig, type LoadOptions } from './load.ts'
import { largestConfigBytes } from './read-config-file.ts'

/** What the config file holds now, beside what the kiosk runs with. */
export type ConfigChange =
  /** What the kiosk runs with. */
  | { readonly kind: 'none' }
  /** Something else that can be used; it counts from the next start on. */
  | { readonly kind: 'waits' }
  /** Something else that cannot be used. `detail`: the first problem, in words. */
  | { readonly kind: 'bad'; readonly detail: string }

export interface ConfigWatchOptions {
  readonly load: LoadOptions
  /** The config file's absolute path. */
  readonly path: string
  /** Of the bytes that the kiosk runs with, as `configDigest` gives it. */
  readonly digest: string | undefined
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
  readonly told: (change: ConfigChange) => void
}

const lookEveryMs = 20_000

/** SHA-256 of the config file's bytes, in lower case hex; undefined: it cannot be read. */
export async function configDigest(path: string, files: Files): Promise<string | undefined> {
  const digest = await files.digest(path, largestConfigBytes)
  return digest.kind === 'failed' ? undefined : Buffer.from(digest.value, 'base64').toString('hex')
}

/**
 * Looks at the config file of a running kiosk, which does not follow it: what is bad in it would be heard of at the next
 * start only. Calls `told` at each change. Returns what ends it.
 */
export function watchConfig(options: ConfigWatchOptions): () => void {
  const { load, path, files, clock, log, told } = options
  let seen = options.digest
  let change: ConfigChange = { kind: 'none' }
  let disarm: (() => void) | undefined
  let hasEnded = false

  const note = (next: ConfigChange): void => {
    if (JSON.stringify(next) === JSON.stringify(change)) return
    if (next.kind === 'waits') log.info('config.changed')
    change = next
    told(next)
  }

  const read = async (): Promise<ConfigChange> => {
    const loaded = await loadConfig({ ...load, configPath: path }, files)
    return loaded.kind === 'ok' ? { kind: 'waits' } : { kind: 'bad', detail: problemWords(loaded) }
  }

  const look = async (): Promise<void> => {
    const now = await configDigest(path, files)
    // A bad one may get better without a change of its own: it names files.
    if (now === seen && change.kind !== 'bad') return
    const next: ConfigChange = now !== undefined && now === options.digest ? { kind: 'none' } : await read()
    if (hasEnded) return
    seen = now
    note(next)
  }

  const lookLater = (): void => {
    disarm = clock.after(lookEveryMs, () => {
      void look().then(() => {
        if (!hasEnded) lookLater()
      })
    })
  }
  lookLater()
  return () => {
    hasEnded = true
    disarm?.()
  }
}

/** `line 3, kiosk.id: may hold only letters; and 2 more`. */
export function problemWords({ problems, moreProblems = 0 }: SetupProblems): string {
  const [first] = problems
  if (first === undefined) return 'cannot be used'
  const { line, key, problem } = first
  const place = [line === undefined ? '' : `line ${line}`, key].filter((part) => part !== '').join(', ')
  const more = problems.length - 1 + moreProblems
  return `${place === '' ? '' : `${place}: `}${problem}${more > 0 ? `; and ${more} more` : ''}`
}
