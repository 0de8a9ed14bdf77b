import { clientSecretKey, leavesOf } from '../../config/config.ts'
import type { LoadedConfig, ValueSource } from '../../config/config.ts'
import { keyName } from '../../config/key-name.ts'
import { echoed, echoedPath } from '../../base/text/echo.ts'

/** One value of the config, as shown to people. */
export interface ConfigRow {
  /** Such as `shifts.teamId`. */
  readonly key: string
  /** As JSON; `(hidden)` for a secret and for a hash that a secret could be guessed from. */
  readonly value: string
  /** Such as `line 12`, `default`. */
  readonly source: string
}

/** A short PIN can be brute-forced from its hash; badge hashes are hidden as well. */
const hiddenKeys: ReadonlySet<string> = new Set([
  'maintenance.pinHash',
  'maintenance.badges',
  'enrollment.badges',
])

/** `--show-config`: every readable value with its source, one per line. Never shows a secret. */
export function showConfig(loaded: LoadedConfig): string {
  const lines = configRows(loaded).map(({ key, value, source }) => `${key} = ${value}  (${source})`)
  const { path, localPath } = loaded
  const files =
    localPath === undefined
      ? [echoedPath(path)]
      : [
          `${echoedPath(path)}  (shared file)`,
          `${echoedPath(localPath)}  (local file; overrides the shared file)`,
        ]
  return [...files, ...lines].join('\n')
}

/** In the order of the schema. */
export function configRows(loaded: LoadedConfig): readonly ConfigRow[] {
  const hasLocal = loaded.localPath !== undefined
  if (loaded.kind === 'bad')
    return loaded.values.map(({ key, value, source }) => ({
      key,
      value: value === undefined ? '(not valid, not shown)' : shownValue(key, value),
      source: describeSource(source, hasLocal),
    }))
  const rows = leavesOf(loaded.config).map(({ path, value }) => {
    const key = keyName(path)
    return { key, value: shownValue(key, value) }
  })
  if (loaded.credential.kind === 'secret') rows.push({ key: clientSecretKey, value: '(hidden)' })
  return rows.map(({ key, value }) => ({ key, value, source: describeSource(loaded.sources[key], hasLocal) }))
}

function shownValue(key: string, value: unknown): string {
  return hiddenKeys.has(key) && !isEmpty(value) ? '(hidden)' : JSON.stringify(value, shown)
}

/** Replacer for `JSON.stringify`: a secret may have been pasted in place of a path or a name. */
function shown(_: string, value: unknown): unknown {
  return typeof value === 'string' ? echoed(value) : value
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function describeSource(source: ValueSource | undefined, hasLocal: boolean): string {
  switch (source?.kind) {
    case 'file': {
      const file = source.file === undefined ? 'shared file' : 'local file'
      return [...(hasLocal ? [file] : []), `line ${source.line}`, ...(source.placeholders ?? [])].join(', ')
    }
    case 'environment':
      return `environment variable ${source.name}`
    case 'default':
    case undefined:
      return 'default'
    default:
      return source satisfies never
  }
}
