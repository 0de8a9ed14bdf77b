import type { Clock } from '../base/time/clock.ts'
import { pollEvery } from '../base/time/poll-every.ts'
import { fileState, type Files } from '../files/files.ts'
import type { LoadedConfig, SetupProblems } from './config.ts'

type GoodConfig = Extract<LoadedConfig, { kind: 'ok' }>

/** How the config files compare with the config the kiosk runs with. */
export type ConfigChange =
  /** No file was changed, or only comments and the order of keys were. */
  | { readonly kind: 'unchanged'; readonly problems: readonly [] }
  /** `loaded`: the config that a restart would use. */
  | { readonly kind: 'changed-good'; readonly problems: readonly []; readonly loaded: GoodConfig }
  /** A restart would find no valid config, so the running config stays in use. */
  | ({ readonly kind: 'changed-bad'; readonly path: string } & SetupProblems)

/** Watches the config files of a running kiosk and checks what has changed. Only reports; applies nothing. */
export interface ConfigWatch {
  readonly change: ConfigChange
  stop(): void
}

export interface ConfigWatchOptions {
  /** The config in use. */
  readonly running: GoodConfig
  /** Every file the config may consist of, including one that does not exist yet. */
  readonly paths: readonly string[]
  /** Reads and checks the config as at startup. */
  readonly load: () => Promise<LoadedConfig>
  readonly files: Pick<Files, 'look'>
  readonly clock: Clock
  /** Called when `change` changes, also if only its problems differ. */
  readonly changed: (change: ConfigChange) => void
}

/** The files are polled, since shared folders and containers send no change events. */
export const configLookMs = 10_000

const unchanged: ConfigChange = { kind: 'unchanged', problems: [] }

export function watchConfig({
  running,
  paths,
  load,
  files,
  clock,
  changed,
}: ConfigWatchOptions): ConfigWatch {
  let change = unchanged
  // Unknown at first, so the first poll reads the files: they may have changed since startup.
  let checked: string | undefined
  let before: string | undefined

  const report = (next: ConfigChange): void => {
    if (fingerprintOf(next) === fingerprintOf(change)) return
    change = next
    changed(next)
  }

  const look = async (isStopped: () => boolean): Promise<void> => {
    const state = await stateOf(paths, files)
    // No answer from a share is not a change of the file.
    if (state === undefined || isStopped()) return
    const isSettled = state === before
    before = state
    // A file that may still be being written is read only once it is unchanged for two polls.
    if (!isSettled) return
    // An invalid config may become valid without being edited: for example, the roster it names exists now.
    if (state === checked && change.kind !== 'changed-bad') return
    const loaded = await load()
    if (isStopped()) return
    checked = state
    report(changeOf(loaded, running))
  }

  const stop = pollEvery(clock, configLookMs, look)

  return {
    get change() {
      return change
    },
    stop,
  }
}

function changeOf(loaded: LoadedConfig, running: GoodConfig): ConfigChange {
  // The same text is no change, even if the roster it names cannot be read at the moment.
  if (loaded.contentId !== undefined && loaded.contentId === running.contentId) return unchanged
  if (loaded.kind === 'ok') {
    const isSame = comparable(loaded) === comparable(running)
    return isSame ? unchanged : { kind: 'changed-good', problems: [], loaded }
  }
  const { path, problems, moreProblems } = loaded
  return { kind: 'changed-bad', path, problems, ...(moreProblems !== undefined && { moreProblems }) }
}

/** Only the values: a renewed certificate is not a config change; `certificate-watch.ts` handles it. */
function comparable({ config }: GoodConfig): string {
  return JSON.stringify(config)
}

function fingerprintOf(change: ConfigChange): string {
  switch (change.kind) {
    case 'unchanged':
      return change.kind
    case 'changed-good':
      return `${change.kind} ${comparable(change.loaded)}`
    case 'changed-bad':
      return JSON.stringify(change)
    default:
      return change satisfies never
  }
}

/** Undefined if the state of a file could not be read. */
async function stateOf(paths: readonly string[], files: Pick<Files, 'look'>): Promise<string | undefined> {
  const looks = await Promise.all(paths.map((path) => files.look(path)))
  const states: string[] = []
  for (const looked of looks) {
    if (looked.kind === 'ok') states.push(fileState(looked.value))
    else if (looked.failure.kind === 'system') states.push(looked.failure.code)
    else return undefined
  }
  return states.join('|')
}
