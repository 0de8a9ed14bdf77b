import path from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment variable that names the config file if `--config` does not. */
export const configPathVariable = 'SHIFTS_KIOSK_CONFIG'

/** The environment variable that names the local config file; `none`: use no local file. */
export const localConfigVariable = 'SHIFTS_KIOSK_LOCAL_CONFIG'

/** Where the config file is expected, and why there. */
export interface ConfigPlace {
  readonly path: string
  readonly because: '--config' | typeof configPathVariable | 'machine-wide'
}

/** From `--config`, else from the environment, else machine-wide. A named file has no substitute. */
export function configPlace(options: {
  readonly configPath?: string
  readonly env: Environment
  readonly platform: NodeJS.Platform
}): ConfigPlace {
  const { configPath, env, platform } = options
  if (configPath !== undefined) return { path: path.resolve(configPath), because: '--config' }
  const named = env[configPathVariable]
  if (named !== undefined && named !== '') return { path: path.resolve(named), because: configPathVariable }
  return { path: machineWideConfigPath(env, platform), because: 'machine-wide' }
}

/** The path of the local config file; `isNamed`: the environment names it, so it has to exist. */
export interface LocalConfigPlace {
  readonly path: string
  readonly isNamed: boolean
}

/** From the environment, else a fixed path, wherever the shared file is. Undefined if there is none. */
export function localConfigPlace(options: {
  readonly configPath?: string
  readonly env: Environment
  readonly platform: NodeJS.Platform
}): LocalConfigPlace | undefined {
  const { env, platform } = options
  const named = env[localConfigVariable]
  if (named === 'none') return undefined
  const place =
    named !== undefined && named !== ''
      ? { path: path.resolve(named), isNamed: true }
      : { path: machineWideLocalConfigPath(env, platform), isNamed: false }
  // `--config` may name the local file itself, to check it alone.
  return place.path === configPlace(options).path ? undefined : place
}

/** Every file the config may consist of: the shared one, then the local one. */
export function configFilePaths(options: Parameters<typeof localConfigPlace>[0]): readonly string[] {
  const local = localConfigPlace(options)
  return [configPlace(options).path, ...(local === undefined ? [] : [local.path])]
}

function machineWideLocalConfigPath(env: Environment, platform: NodeJS.Platform): string {
  const platformPath = platform === 'win32' ? path.win32 : path.posix
  return platformPath.join(platformPath.dirname(machineWideConfigPath(env, platform)), 'config.local.json')
}

export function machineWideConfigPath(env: Environment, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(programData(env), windowsFolder, 'config.json')
    case 'darwin':
      return path.posix.join(macFolder, 'config.json')
    default:
      return '/etc/shifts-badge-kiosk/config.json'
  }
}

/** Beside the config: the kiosk's account can read the site key there but not change it. */
export function machineWideSiteKeyPath(env: Environment, platform: NodeJS.Platform): string {
  const platformPath = platform === 'win32' ? path.win32 : path.posix
  return platformPath.join(platformPath.dirname(machineWideConfigPath(env, platform)), 'site.key')
}

/** The data folder (with the journal) if the config names no `storage.dataFolder`. */
export function defaultDataFolder(env: Environment, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(programData(env), windowsFolder, 'data')
    case 'darwin':
      return path.posix.join(macFolder, 'data')
    default:
      return '/var/lib/shifts-badge-kiosk'
  }
}

const windowsFolder = 'Shifts Badge Kiosk'
const macFolder = '/Library/Application Support/Shifts Badge Kiosk'

function programData(env: Environment): string {
  // Variable names are case-insensitive on Windows, but not in a copied environment.
  const entry = Object.entries(env).find(([name]) => name.toLowerCase() === 'programdata')
  return entry?.[1] ?? 'C:\\ProgramData'
}
