import type { Clock } from '../base/time/clock.ts'
import { pollEvery } from '../base/time/poll-every.ts'
import { fileState, type Files } from '../files/files.ts'
import type { LoadedConfig, SetupProblems } from './config.ts'

type GoodConfig = Extract<LoadedConfig, { kind: 'ok' }>

/** How the config files compare with the config the kiosk runs with. */
export type ConfigChange =
  /** No file was touched, or the values are the same: another comment, another order. */
  | { readonly kind: 'unchanged'; readonly problems: readonly [] }
  /** `loaded`: what a restart would run with. */
  | { readonly kind: 'changed-good'; readonly problems: readonly []; readonly loaded: GoodConfig }
  /** A restart would find nothing it can run with, so the running config stays. */
  | ({ readonly kind: 'changed-bad'; readonly path: string } & SetupProblems)

/** Looks at the config files of a running kiosk and checks what has changed. Changes nothing itself. */
export interface ConfigWatch {
  readonly change: ConfigChange
  stop(): void
}

export interface ConfigWatchOptions {
  /** What the kiosk runs with. */
  readonly running: GoodConfig
  /** Every file the config may be made of, also one that is not there yet. */
  readonly paths: readonly string[]
  /** Reads and checks the config anew, as at a start. */
  readonly load: () => Promise<LoadedConfig>
  readonly files: Pick<Files, 'look'>
  readonly clock: Clock
  /** Called at each change of `change`, and where its problems are others. */
  readonly changed: (change: ConfigChange) => void
}

/** Shared folders and containers report no changes, so the files are polled. */
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
  // Unknown, so the first look reads the files: they may have changed since the kiosk read them.
  let checked: string | undefined
  let before: string | undefined

  const tell = (next: ConfigChange): void => {
    if (told(next) === told(change)) return
    change = next
    changed(next)
  }

  const look = async (isStopped: () => boolean): Promise<void> => {
    const state = await stateOf(paths, files)
    // A share that does not answer says nothing about the file on it.
    if (state === undefined || isStopped()) return
    const isSettled = state === before
    before = state
    // A file that is still being written is read once it is the same at two looks.
    if (!isSettled) return
    // A bad config may become good without a change of its own: the roster it names is there now.
    if (state === checked && change.kind !== 'changed-bad') return
    const loaded = await load()
    if (isStopped()) return
    checked = state
    tell(changeOf(loaded, running))
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
  // The same text is no change, also where the roster it names cannot be read at the moment.
  if (loaded.contentId !== undefined && loaded.contentId === running.contentId) return unchanged
  if (loaded.kind === 'ok') {
    const isSame = comparable(loaded) === comparable(running)
    return isSame ? unchanged : { kind: 'changed-good', problems: [], loaded }
  }
  const { path, problems, moreProblems } = loaded
  return { kind: 'changed-bad', path, problems, ...(moreProblems !== undefined && { moreProblems }) }
}

/** The values alone: a renewed certificate is no change of the config, and `certificate-watch.ts` takes it. */
function comparable({ config }: GoodConfig): string {
  return JSON.stringify(config)
}

function told(change: ConfigChange): string {
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

/** Undefined: a file could not be looked at. */
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
