import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { errorCode } from '../base/error-code.ts'

/** Why Electron did not get the single-instance lock. `problem`: for the IT admin, without a full stop. */
export type NoLock = { readonly kind: 'another-kiosk' } | { readonly kind: 'error'; readonly problem: string }

/**
 * Finds out what Electron does not tell. `userData`: the folder the lock is in. On Linux and macOS the lock is the
 * link `SingletonLock` to `host-pid` (Chromium: chrome/browser/process_singleton_posix.cc); a lock that another host
 * made is never taken over, which happens to a copied disk image too. On Windows it is a window of the other process
 * and a file beside it (process_singleton_win.cc), so a folder that can be written leaves only another kiosk.
 */
export function whyNoLock(userData: string, platform: NodeJS.Platform): NoLock {
  const unwritable = whyUnwritable(userData)
  if (unwritable !== undefined)
    return { kind: 'error', problem: `this account cannot write to the folder (${unwritable})` }
  return platform === 'win32' ? { kind: 'another-kiosk' } : holderOf(join(userData, 'SingletonLock'))
}

function holderOf(lock: string): NoLock {
  let target: string
  try {
    target = readlinkSync(lock)
  } catch (error) {
    return { kind: 'error', problem: `${lock} cannot be made or read (${errorCode(error)})` }
  }
  const [, host = '', pid = ''] = /^(.*)-(\d+)$/.exec(target) ?? []
  if (host !== hostname())
    return {
      kind: 'error',
      problem: `a kiosk on the computer "${host}" holds it; if none runs there any more, delete ${lock}`,
    }
  if (isAlive(Number(pid))) return { kind: 'another-kiosk' }
  return { kind: 'error', problem: `${lock} names process ${pid}, which does not run; delete it` }
}

function whyUnwritable(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true })
    const probe = mkdtempSync(join(folder, 'write-test-'))
    try {
      writeFileSync(join(probe, 'x'), 'x')
    } finally {
      rmSync(probe, { recursive: true })
    }
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It belongs to another account, and lives.
    return errorCode(error) === 'EPERM'
  }
}
