import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ProcessStatus } from './reader-protocol.ts'

/** Whether the operating system's smart card service is usable. */
export type PcscService =
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped' }
  /** Windows: its start type is not automatic, which nfc-pcsc requires. `detail` names the fix. */
  | { readonly kind: 'not-automatic'; readonly detail: string }
  /** It runs, but this account may not use it. */
  | { readonly kind: 'no-access'; readonly detail: string }

/**
 * The reader status for a service that cannot be used. Windows stops its service with the last reader and
 * starts it with the first (SCardSvr's trigger start), so there a stopped service means that no reader is
 * plugged in. pcscd runs without readers as well.
 */
export function serviceStatus(
  service: Exclude<PcscService, { kind: 'running' }>,
  platform: NodeJS.Platform = process.platform,
): ProcessStatus {
  switch (service.kind) {
    case 'stopped':
      return {
        kind: 'no-service',
        why: platform === 'win32' ? 'stopped-without-reader' : 'service-stopped',
      }
    case 'not-automatic':
      return { kind: 'no-service', why: 'service-stopped', detail: service.detail }
    case 'no-access':
      return service
    default:
      return service satisfies never
  }
}

/** pcscd's default socket (pcsc-lite; the environment variable PCSCLITE_CSOCK_NAME overrides it). */
const pcscdSocket = '/run/pcscd/pcscd.comm'
const answerLimitMs = 3000

/**
 * Checks the service before nfc-pcsc does: nfc-pcsc waits for a missing service in a loop that freezes the
 * process. macOS starts its service on demand, so there is nothing to check.
 */
export async function findPcscService(platform: NodeJS.Platform = process.platform): Promise<PcscService> {
  if (platform === 'darwin') return { kind: 'running' }
  if (platform === 'win32') return findWindowsService()
  return findPcscd(process.env['PCSCLITE_CSOCK_NAME'] ?? pcscdSocket)
}

/** Connects: a killed pcscd leaves its socket file behind, and connecting makes systemd start pcscd. */
export function findPcscd(socketPath: string): Promise<PcscService> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const settle = (service: PcscService) => {
      socket.destroy()
      resolve(service)
    }
    socket.setTimeout(answerLimitMs, () => settle({ kind: 'stopped' }))
    socket.once('connect', () => settle({ kind: 'running' }))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isForbidden = error.code === 'EACCES' || error.code === 'EPERM'
      settle(
        isForbidden
          ? { kind: 'no-access', detail: `No permission to use ${socketPath}.` }
          : { kind: 'stopped' },
      )
    })
  })
}

async function findWindowsService(): Promise<PcscService> {
  // If the service does not start automatically, pcsclite (used by nfc-pcsc) shows a prompt for administrator
  // rights and waits for the answer. A kiosk must not show that.
  const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SCardSvr'
  if (!startsAutomatically(await systemTool('reg.exe', ['query', key, '/v', 'Start']))) {
    return {
      kind: 'not-automatic',
      detail: 'The Smart Card service must start automatically: run "sc config SCardSvr start= auto".',
    }
  }
  return { kind: isRunning(await systemTool('sc.exe', ['query', 'SCardSvr'])) ? 'running' : 'stopped' }
}

/** Reads `reg query … /v Start`: 2 is SERVICE_AUTO_START (Windows, QUERY_SERVICE_CONFIG). */
export function startsAutomatically(regOutput: string): boolean {
  return /\bREG_DWORD\s+0x2\s*$/m.test(regOutput)
}

/** Reads `sc query`: state 4 is SERVICE_RUNNING. The words before it are in the system's language. */
export function isRunning(scOutput: string): boolean {
  return /:\s+4\s+\S/.test(scOutput)
}

/** The tool's output; empty if it failed. */
function systemTool(name: string, args: readonly string[]): Promise<string> {
  const path = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', name)
  return new Promise((resolve) => {
    execFile(path, args, { timeout: answerLimitMs, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    )
  })
}
