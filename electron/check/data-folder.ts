import { statfsSync, type Stats } from 'node:fs'
import { echoedPath } from '../base/text/echo.ts'
import { errorCode } from '../base/error-code.ts'
import { readAccessList, strangersWhoMayRead } from '../config/sign-in/windows-access-list.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'
import { nearestThere, tryFolder, whyNotWritable } from './try-folder.ts'

export interface FolderQuestion {
  readonly folder: string
  readonly platform: NodeJS.Platform
  /** Whether this computer is a kiosk: then something missing is a problem, otherwise only a warning. */
  readonly isKiosk: boolean
}

const account = "Run this check as the kiosk's account, on the kiosk."
const othersMayWrite = 0o022
const othersMayAnything = 0o077

/** Checks that this account can write to the data folder and that no other account has access. */
export async function checkDataFolder(question: FolderQuestion): Promise<CheckResult> {
  const { folder, isKiosk } = question
  const shown = echoedPath(folder)
  const trial = tryFolder(folder)
  switch (trial.kind) {
    case 'writable':
      return (await openness(trial.stats, question)) ?? good('data.folder', `${shown}  is writable.`)
    case 'can-be-made':
      return good('data.folder', `${shown}  does not exist yet; the kiosk creates it at its first start.`)
    case 'failed': {
      const where = trial.isThere
        ? shown
        : `${shown}  does not exist and cannot be created: ${echoedPath(trial.at)}`
      const detail = `${where}  ${whyNotWritable(trial.code)}.`
      const fix = `${account} Create the folder and make that account its owner: docs/deploy.md, "Where things live".`
      return trial.isThere || isKiosk
        ? problem('data.folder', detail, fix)
        : warning('data.folder', detail, fix)
    }
    default:
      return trial satisfies never
  }
}

async function openness(
  stats: Stats,
  { folder, platform }: FolderQuestion,
): Promise<CheckResult | undefined> {
  const shown = echoedPath(folder)
  if (platform === 'win32') {
    const list = await readAccessList(folder)
    const strangers = list.kind === 'known' ? strangersWhoMayRead(list.sddl) : []
    if (strangers.length === 0) return undefined
    return warning(
      'data.folder',
      `${shown}  may be read by others: ${strangers.join(', ')}.`,
      'Give access only to SYSTEM, administrators and the kiosk account: build/windows/install-kiosk.ps1 does so.',
    )
  }
  const uid = process.geteuid?.()
  const mode = (stats.mode & 0o777).toString(8).padStart(3, '0')
  if (stats.uid !== uid) {
    const detail = `${shown}  belongs to another account (uid ${stats.uid}; this one is ${uid ?? 'unknown'}), mode ${mode}.`
    const fix = `${account} If this is the kiosk's account: chown it to that account, then chmod 700.`
    return (stats.mode & othersMayWrite) === 0
      ? warning('data.folder', detail, fix)
      : problem('data.folder', `${detail} Others may write to it, and the kiosk cannot change that.`, fix)
  }
  if ((stats.mode & othersMayAnything) === 0) return undefined
  return warning(
    'data.folder',
    `${shown}  is open to other accounts (mode ${mode}); the kiosk restricts it when it starts.`,
    `chmod 700 ${shown}`,
  )
}

const megabyte = 1024 * 1024
/** A tap takes only a few kilobytes, but whatever has filled the disk this far may go on. */
const tooLittleBytes = 50 * megabyte
const littleBytes = 500 * megabyte

/**
 * Checks the free space for the journal. `freeBytesAt`: undefined if the file system has no size; may throw.
 */
export function checkFreeDisk({ folder, isKiosk }: FolderQuestion, freeBytesAt = freeBytesOf): CheckResult {
  const at = nearestThere(folder)
  let freeBytes: number | undefined
  try {
    freeBytes = freeBytesAt(at)
  } catch (error) {
    return notChecked('data.disk', `${echoedPath(at)}  free space cannot be read (${errorCode(error)}).`)
  }
  if (freeBytes === undefined) return notChecked('data.disk', `${echoedPath(at)}  is not on a disk.`)
  const detail = `${Math.floor(freeBytes / megabyte).toLocaleString('en')} MB free at ${echoedPath(at)}.`
  const fix = 'Free disk space: without it no tap can be recorded.'
  if (freeBytes >= littleBytes) return good('data.disk', detail)
  return freeBytes < tooLittleBytes && isKiosk
    ? problem('data.disk', detail, fix)
    : warning('data.disk', detail, fix)
}

function freeBytesOf(path: string): number | undefined {
  const { bavail, bsize, blocks } = statfsSync(path)
  return blocks === 0 ? undefined : bavail * bsize
}
