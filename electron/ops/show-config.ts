import { clientSecretKey, leavesOf } from '../config/config.ts'
import type { LoadedConfig, ValueSource } from '../config/config.ts'
import { keyName } from '../config/key-name.ts'

/** Every value with its source, one a line, for `--show-config`. Secrets are not among them. */
export function showConfig(loaded: Extract<LoadedConfig, { kind: 'ok' }>): string {
  const rows = leavesOf(loaded.config).map(({ path, value }) => ({
    key: keyName(path),
    value: JSON.stringify(value),
  }))
  if (loaded.credential.kind === 'secret') rows.push({ key: clientSecretKey, value: '(hidden)' })
  const lines = rows.map(({ key, value }) => `${key} = ${value}  (${describeSource(loaded.sources[key])})`)
  return [loaded.path, ...lines].join('\n')
}

function describeSource(source: ValueSource | undefined): string {
  switch (source?.kind) {
    case 'file':
      return `line ${source.line}`
    case 'environment':
      return `environment variable ${source.name}`
    case 'default':
    case undefined:
      return 'default'
    default:
      return source satisfies never
  }
}
