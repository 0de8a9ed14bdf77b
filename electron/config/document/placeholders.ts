import { echoed, looksLikeSecret } from '../../base/text/echo.ts'
import type { Environment } from './places.ts'
import { soundsSecret } from '../report/sounds-secret.ts'

/** Placeholders let one config serve many computers: `{computerName}` and `{env:NAME}`. */

/** The values of the placeholders on this computer. */
export interface PlaceholderValues {
  /** Without its domain. */
  readonly computerName: string
  readonly env: Environment
  readonly platform: NodeJS.Platform
}

/** The keys that hold paths. */
export const pathKeys: ReadonlySet<string> = new Set([
  'signIn.certificatePath',
  'signIn.privateKeyPath',
  'directory.path',
  'screen.brand.logoPath',
  'screen.brand.logoOnDarkPath',
  'storage.dataFolder',
  'storage.siteKeyPath',
  'storage.logFolder',
  'health.prometheusFolder',
  'alerts.webhookPath',
])

/** The keys where placeholders are filled in: those that differ between kiosks, and paths. */
export const placeholderKeys: ReadonlySet<string> = new Set(['kiosk.id', 'kiosk.name', ...pathKeys])

export type Filled =
  /** `used`: the placeholders as written, each once. */
  | { readonly kind: 'ok'; readonly text: string; readonly used: readonly string[] }
  | { readonly kind: 'bad'; readonly problem: string; readonly expected: string }

const anyPlaceholder = /\{(computername|env:[^{}]*)\}/gi

/** Whether a text holds something that looks like a placeholder. */
export function holdsPlaceholder(text: string): boolean {
  return text.search(anyPlaceholder) !== -1
}

/**
 * Fills in the values once: a value that itself looks like a placeholder is not filled in again. Other braces
 * stay, since folder names may contain them. Problems never repeat a value.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues): Filled {
  const used = new Set<string>()
  let bad: Extract<Filled, { kind: 'bad' }> | undefined
  const filled = text.replace(anyPlaceholder, (whole, name: string) => {
    const found = valueOf(name, values)
    if (typeof found === 'string') {
      used.add(whole)
      return found
    }
    bad ??= found
    return whole
  })
  return bad ?? { kind: 'ok', text: filled, used: [...used] }
}

function valueOf(
  name: string,
  { computerName, env, platform }: PlaceholderValues,
): string | Extract<Filled, { kind: 'bad' }> {
  if (name.toLowerCase() === 'computername') {
    if (name !== 'computerName')
      return bad(`holds the unknown placeholder {${name}}; did you mean {computerName}?`, '{computerName}')
    return computerName === ''
      ? bad(
          'holds {computerName}, but this computer has no name',
          'a computer with a name, or the value itself',
        )
      : computerName
  }
  const variable = name.slice('env:'.length)
  if (!name.startsWith('env:') || !/^[A-Za-z_][\w().-]{0,99}$/.test(variable))
    return bad('holds a placeholder that names no environment variable', '{env:NAME}')
  const shown = `{env:${echoed(variable)}}`
  const value = variableOf(variable, env, platform)
  if (value === undefined || value === '')
    return bad(
      `holds ${shown}, but the environment variable ${echoed(variable)} is not set`,
      `the variable set for the kiosk's account, or the value itself`,
    )
  const holdsSecret = soundsSecret(variable) || looksLikeSecret(value) || /:\/\/[^/]*@/.test(value)
  return holdsSecret
    ? bad(
        `holds ${shown}, whose name or value looks like a secret`,
        'a variable with a name or a path; secrets do not belong in the config',
      )
    : value
}

/** Variable names are case-insensitive on Windows, but not in a copied environment. */
function variableOf(name: string, env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return Object.hasOwn(env, name) ? env[name] : undefined
  const entry = Object.entries(env).find(([key]) => key.toLowerCase() === name.toLowerCase())
  return entry?.[1]
}

function bad(problem: string, expected: string): Extract<Filled, { kind: 'bad' }> {
  return { kind: 'bad', problem, expected }
}
