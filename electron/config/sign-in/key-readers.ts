import type { Files } from '../../files/files.ts'
import { readAccessList, strangersWhoMayRead, type AccessList } from './windows-access-list.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** Who may read a file besides the kiosk's account and administrators. */
export type Readers =
  | { readonly kind: 'nobody-else' }
  | { readonly kind: 'others'; readonly who: readonly string[] }
  /** The check failed. */
  | { readonly kind: 'unknown'; readonly why: string }

const othersMayReadOrWrite = 0o006

/** Who may read a file. Group-readable is allowed (`root:kiosk`, mode 640). Never rejects. */
export async function findReaders(
  path: string,
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
  accessList: (path: string) => Promise<AccessList> = readAccessList,
): Promise<Readers> {
  return platform === 'win32' ? readersByList(await accessList(path)) : readersByMode(path, files)
}

async function readersByMode(path: string, files: Files): Promise<Readers> {
  const looked = await files.look(path)
  // The file was read a moment ago; if it is gone now, the next check reports it.
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
 * The command that removes access for others. Owner and group keep their rights: mode 600 would lock the
 * kiosk out of a key that it reads as a member of the group (`root:shifts-kiosk`, 640).
 */
export function closeCommand(path: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `icacls "${echoedPath(path, platform)}" /inheritance:r /grant:r "ACCOUNT:R" *S-1-5-18:F *S-1-5-32-544:F`
    : `chmod o= "${echoedPath(path, platform)}" (if the kiosk is neither its owner nor in its group, first chgrp it to a group of the kiosk)`
}
