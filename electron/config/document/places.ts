import path from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** Names the config file, where no `--config` does. */
export const configPathVariable = 'SHIFTS_KIOSK_CONFIG'

/** Names the local config file, in place of the one beside the machine-wide config; `none`: there is none. */
export const localConfigVariable = 'SHIFTS_KIOSK_LOCAL_CONFIG'

/** A place the config file is looked for, and why there. */
export interface ConfigPlace {
  readonly path: string
  readonly because: '--config' | typeof configPathVariable | 'machine-wide'
}

/**
 * Where the config file is: what was asked for explicitly, else what the environment names, else the platform's
 * machine-wide place. One that was asked for and is not there is never replaced by another.
 */
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

/** Where this computer's own values stand, and whether the file has to be there. */
export interface LocalConfigPlace {
  readonly path: string
  readonly isNamed: boolean
}

/**
 * Where the local file is whose values win over the shared one's: what the environment names, else a fixed place per
 * computer, wherever the shared file lies. Undefined: there is none.
 */
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

/** Every file the config may be made of: the shared one, then the local one. */
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

/** Where an administrator puts the site key, beside the config: the kiosk's account may read it there, not change it. */
export function machineWideSiteKeyPath(env: Environment, platform: NodeJS.Platform): string {
  const platformPath = platform === 'win32' ? path.win32 : path.posix
  return platformPath.join(platformPath.dirname(machineWideConfigPath(env, platform)), 'site.key')
}

/** Where the journal lies when the config names no `storage.dataFolder`. */
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
  // Windows ignores the case of variable names; a copied environment does not.
  const entry = Object.entries(env).find(([name]) => name.toLowerCase() === 'programdata')
  return entry?.[1] ?? 'C:\\ProgramData'
}
