import type { Files } from '../../files/files.ts'
import { readAccessList, strangersWhoMayRead, type AccessList } from './windows-access-list.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** Who, besides the account of the kiosk and administrators, may read a file. */
export type Readers =
  | { readonly kind: 'nobody-else' }
  | { readonly kind: 'others'; readonly who: readonly string[] }
  /** It could not be found out. */
  | { readonly kind: 'unknown'; readonly why: string }

const othersMayReadOrWrite = 0o006

/**
 * A group is let read: that is how an account other than the file's owner gets at it (`root:kiosk`, mode 640). Never
 * rejects; Windows may take seconds. `accessList`: how the access list of a file on Windows is read.
 */
export async function findReaders(
  path: string,
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
  accessList: (path: string) => Promise<AccessList> = readAccessList,
): Promise<Readers> {
  return platform === 'win32' ? readersByList(await accessList(path)) : readersByMode(path, files)
}

async function readersByMode(path: string, files: Files): Promise<Readers> {
  const looked = await files.look(path)
  // It was read a moment ago; that it is gone is told the next time.
  if (looked.kind === 'failed') return { kind: 'nobody-else' }
  const open = (looked.value.mode & othersMayReadOrWrite) !== 0
  return open ? { kind: 'others', who: ['every account of this computer'] } : { kind: 'nobody-else' }
}

function readersByList(list: AccessList): Readers {
  if (list.kind === 'unknown') return list
  const who = strangersWhoMayRead(list.sddl)
  return who.length === 0 ? { kind: 'nobody-else' } : { kind: 'others', who }
}

/**
 * What the IT admin types to fix it. Owner and group keep their rights: mode 600 would lock the kiosk out of a key that it
 * reads as a member of the group (`root:shifts-kiosk`, 640).
 */
export function closeCommand(path: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `icacls "${echoedPath(path, platform)}" /inheritance:r /grant:r "ACCOUNT:R" *S-1-5-18:F *S-1-5-32-544:F`
    : `chmod o= "${echoedPath(path, platform)}" (where the kiosk is neither its owner nor in its group, chgrp it to a group of the kiosk first)`
}
