import { isRecord } from '../base/is-record.ts'
import type { SiteKeyPlaces } from '../base/site-key-places.ts'
import type { ConfigDocument } from './document/config-document.ts'
import { systemTimeZone, type KioskConfig } from './config.ts'
import type { KeyPath } from './key-name.ts'
import { defaultDataFolder, machineWideSiteKeyPath, type Environment } from './document/places.ts'
import type { ConfigValues } from './schema/schema.ts'

interface Computer {
  readonly env: Environment
  readonly platform: NodeJS.Platform
}

/** The values as the kiosk uses them. A path is relative to the folder of the file that holds it. */
export function resolveValues(
  values: ConfigValues,
  document: ConfigDocument,
  { env, platform }: Computer,
): KioskConfig {
  const resolved = withAbsolutePaths(values, [], document) as ConfigValues
  const { screen, storage, endpoints } = resolved
  return {
    ...resolved,
    screen: { ...screen, timeZone: screen.timeZone === 'system' ? systemTimeZone() : screen.timeZone },
    storage: { ...storage, dataFolder: storage.dataFolder ?? defaultDataFolder(env, platform) },
    endpoints: { graph: new URL(endpoints.graph).origin, login: new URL(endpoints.login).origin },
  }
}

function withAbsolutePaths(value: unknown, path: KeyPath, document: ConfigDocument): unknown {
  if (!isRecord(value)) return document.absolute(value, path)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$schema')
      .map(([key, child]) => [key, withAbsolutePaths(child, [...path, key], document)]),
  )
}

/** Where the site key is searched. */
export function siteKeyPlaces(
  { siteKeyPath, dataFolder }: KioskConfig['storage'],
  { env, platform }: Computer,
): SiteKeyPlaces {
  return siteKeyPath === undefined
    ? { kind: 'default', machineWide: machineWideSiteKeyPath(env, platform), dataFolder }
    : { kind: 'named', path: siteKeyPath }
}
