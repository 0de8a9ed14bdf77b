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

/**
 * The values as the kiosk uses them: each path made absolute, relative to the folder of the file that holds
 * it.
 */
export function resolveValues(
  values: ConfigValues,
  document: ConfigDocument,
  { env, platform }: Computer,
): KioskConfig {
  const absolute = (written: string, ...key: KeyPath) => document.resolve(key, written)
  const { kiosk, signIn, shifts, reader, directory, screen, sound, taps, storage, health } = values
  const { alerts, maintenance, endpoints } = values
  const { certificatePath, privateKeyPath, ...ids } = signIn
  const { logoPath, logoOnDarkPath } = screen.brand
  const dataFolder =
    storage.dataFolder === undefined
      ? defaultDataFolder(env, platform)
      : absolute(storage.dataFolder, 'storage', 'dataFolder')
  return {
    kiosk,
    signIn: {
      ...ids,
      ...(certificatePath !== undefined && {
        certificatePath: absolute(certificatePath, 'signIn', 'certificatePath'),
      }),
      ...(privateKeyPath !== undefined && {
        privateKeyPath: absolute(privateKeyPath, 'signIn', 'privateKeyPath'),
      }),
    },
    shifts,
    reader,
    directory:
      directory.kind === 'roster'
        ? { ...directory, path: absolute(directory.path, 'directory', 'path') }
        : directory,
    screen: {
      ...screen,
      timeZone: screen.timeZone === 'system' ? systemTimeZone() : screen.timeZone,
      brand: {
        ...screen.brand,
        ...(logoPath !== undefined && { logoPath: absolute(logoPath, 'screen', 'brand', 'logoPath') }),
        ...(logoOnDarkPath !== undefined && {
          logoOnDarkPath: absolute(logoOnDarkPath, 'screen', 'brand', 'logoOnDarkPath'),
        }),
      },
    },
    sound,
    taps,
    storage: {
      ...storage,
      dataFolder,
      ...(storage.logFolder !== undefined && {
        logFolder: absolute(storage.logFolder, 'storage', 'logFolder'),
      }),
      ...(storage.siteKeyPath !== undefined && {
        siteKeyPath: absolute(storage.siteKeyPath, 'storage', 'siteKeyPath'),
      }),
    },
    health: {
      ...(health.prometheusFolder !== undefined && {
        prometheusFolder: absolute(health.prometheusFolder, 'health', 'prometheusFolder'),
      }),
    },
    alerts: {
      ...alerts,
      ...(alerts.webhookPath !== undefined && {
        webhookPath: absolute(alerts.webhookPath, 'alerts', 'webhookPath'),
      }),
    },
    maintenance,
    endpoints: { graph: new URL(endpoints.graph).origin, login: new URL(endpoints.login).origin },
  }
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
