import path from 'node:path'
import { echoedPath } from '../base/text/echo.ts'
import type { Environment } from '../config/document/places.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'
import { tryFolder, whyNotWritable } from './try-folder.ts'

/**
 * The default log folder, as Electron chooses it (`app.getPath('logs')` would create it):
 * shell/common/electron_paths.cc, and chrome::GetDefaultUserDataDirectory for Linux. Undefined if the
 * environment names no home folder.
 */
export function logFolder(env: Environment, platform: NodeJS.Platform): string | undefined {
  const home = nonEmpty(env['HOME'])
  switch (platform) {
    case 'win32': {
      const appData = nonEmpty(env['APPDATA'])
      return appData === undefined ? undefined : path.win32.join(appData, 'shifts-badge-kiosk', 'logs')
    }
    case 'darwin':
      return home === undefined ? undefined : path.posix.join(home, 'Library/Logs/Shifts Badge Kiosk')
    default: {
      const config = nonEmpty(env['XDG_CONFIG_HOME']) ?? (home === undefined ? undefined : `${home}/.config`)
      return config === undefined ? undefined : path.posix.join(config, 'shifts-badge-kiosk/logs')
    }
  }
}

export function checkLogFolder({
  env,
  platform,
  hasLogFile,
  isKiosk,
  configured,
}: {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** The preview logs to standard error. */
  readonly hasLogFile: boolean
  readonly isKiosk: boolean
  /** The config's log folder; undefined for the default one. */
  readonly configured: string | undefined
}): CheckResult {
  if (!hasLogFile) return notChecked('log.folder', 'The preview logs to standard error.')
  const folder = configured ?? logFolder(env, platform)
  if (folder === undefined) return notChecked('log.folder', 'The environment names no home folder.')
  const trial = tryFolder(folder)
  const shown = echoedPath(folder)
  if (trial.kind !== 'failed') return good('log.folder', `${shown}  is writable.`)
  const detail = `${echoedPath(trial.at)}  ${whyNotWritable(trial.code)}; the log folder is ${shown}.`
  const fix =
    configured === undefined
      ? "Give the kiosk's account a home folder that it can write to. Run this check as that account."
      : "Let the kiosk's account write to storage.logFolder, or name another. Run this check as that account."

  return isKiosk ? problem('log.folder', detail, fix) : warning('log.folder', detail, fix)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
