import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { errorCode } from '../base/error-code.ts'

/** Why Electron did not get the single-instance lock. `problem`: for the IT admin, without a final period. */
export type NoLock = { readonly kind: 'another-kiosk' } | { readonly kind: 'error'; readonly problem: string }

/**
 * Finds the reason, which Electron does not report. `userData`: the folder of the lock. On Linux and macOS
 * the lock is the link `SingletonLock` to `host-pid` (Chromium: chrome/browser/process_singleton_posix.cc); a
 * lock from another host is never taken over, which also affects cloned disks. On Windows it is a window of
 * the other process and a file in the folder (process_singleton_win.cc), so if the folder is writable,
 * another kiosk is running.
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
    return { kind: 'error', problem: `${lock} cannot be created or read (${errorCode(error)})` }
  }
  const [, host = '', pid = ''] = /^(.*)-(\d+)$/.exec(target) ?? []
  if (host !== hostname())
    return {
      kind: 'error',
      problem: `a kiosk on the computer "${host}" holds it; if no kiosk runs there now, delete ${lock}`,
    }
  if (isAlive(Number(pid))) return { kind: 'another-kiosk' }
  return {
    kind: 'error',
    problem: `${lock} belongs to process ${pid}, which is not running; delete the file`,
  }
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
    // The process exists but belongs to another account.
    return errorCode(error) === 'EPERM'
  }
}
