import { statSync } from 'node:fs'
import {
  askForAccessList,
  readAccessList,
  strangersWhoMayRead,
  type AccessList,
} from './windows-access-list.ts'

/** Who, besides the account of the kiosk and administrators, may read a file. */
export type Readers =
  | { readonly kind: 'nobody-else' }
  | { readonly kind: 'others'; readonly who: readonly string[] }
  /** It could not be found out. */
  | { readonly kind: 'unknown'; readonly why: string }

const othersMayReadOrWrite = 0o006

/**
 * A group is let read: that is how an account other than the file's owner gets at it (`root:kiosk`, mode 640).
 * `accessList`: how the access list of a file on Windows is read.
 */
export function readersOf(
  path: string,
  platform: NodeJS.Platform,
  accessList: (path: string) => AccessList = readAccessList,
): Readers {
  return platform === 'win32' ? readersByList(accessList(path)) : readersByMode(path)
}

/** The same without holding up what else runs while Windows is asked, which may take seconds. Never rejects. */
export async function findReaders(path: string, platform: NodeJS.Platform): Promise<Readers> {
  return platform === 'win32' ? readersByList(await askForAccessList(path)) : readersByMode(path)
}

function readersByMode(path: string): Readers {
  try {
    const open = (statSync(path).mode & othersMayReadOrWrite) !== 0
    return open ? { kind: 'others', who: ['every account of this computer'] } : { kind: 'nobody-else' }
  } catch {
    // That it can not be read at all is told where it is read.
    return { kind: 'nobody-else' }
  }
}

function readersByList(list: AccessList): Readers {
  if (list.kind === 'unknown') return list
  const who = strangersWhoMayRead(list.sddl)
  return who.length === 0 ? { kind: 'nobody-else' } : { kind: 'others', who }
}

/** What the IT admin types to mend it. */
export function closeCommand(path: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `icacls "${path}" /inheritance:r /grant:r "ACCOUNT:R" *S-1-5-18:F *S-1-5-32-544:F`
    : `chmod 600 "${path}"`
}
