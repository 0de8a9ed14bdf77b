import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * pcscd and vpcd in a namespace of their own: vpcd listens on fixed ports of every address, and pcscd at a fixed
 * place. With mounts and network of its own a test run neither meets a real service nor opens a port to anyone.
 */

/** Set inside the namespace, and nowhere else; `pcscd.ts` starts nothing without it. */
export const namespaceVariable = 'KIOSK_TEST_NAMESPACE'

export type Namespace =
  /** `command` gives the argv that runs `argv` inside. */
  | { readonly kind: 'available'; readonly command: (argv: readonly string[]) => readonly string[] }
  /** `why` ends a sentence: "skipped: …". */
  | { readonly kind: 'unavailable'; readonly why: string }

const driverFolders = ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so', '/etc/reader.conf.d/vpcd']

/**
 * Runs in the new namespace before the command. Where `/run/pcscd` cannot be made (not root), all of `/run` is
 * covered. The quick acknowledgements take 44 ms off each exchange with a virtual card; without them it works too.
 */
const setUp = `
mkdir -p /run/pcscd 2>/dev/null || { mount -t tmpfs tmpfs /run && mkdir /run/pcscd; } || exit 1
mount -t tmpfs tmpfs /run/pcscd || exit 1
ip link set lo up || exit 1
ip route change local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1 || true
export ${namespaceVariable}=1
exec "$@"
`

/** Whether tests with a real pcscd can run here, and how. */
export function findNamespace(): Namespace {
  if (process.platform !== 'linux') return { kind: 'unavailable', why: 'pcscd with vpcd needs Linux' }
  const missing = missingPart()
  if (missing !== undefined) return { kind: 'unavailable', why: `${missing} is not installed` }
  for (const flags of [['-mn'], ['-rmn']]) {
    const enter = ['unshare', ...flags, 'sh', '-c', setUp, 'sh']
    const probe = spawnSync(enter[0] ?? '', [...enter.slice(1), 'true'], { stdio: 'ignore' })
    if (probe.status === 0) return { kind: 'available', command: (argv) => [...enter, ...argv] }
  }
  return { kind: 'unavailable', why: 'no private mount and network namespace can be made (unshare -rmn)' }
}

function missingPart(): string | undefined {
  for (const tool of ['unshare', 'setpriv', 'ip', 'pcscd', 'sqlite3']) {
    if (!isOnPath(tool)) return tool
  }
  if (!driverFolders.every((path) => existsSync(path))) return 'vpcd'
  return canLoadNfcPcsc() ? undefined : 'nfc-pcsc'
}

function isOnPath(tool: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(`${folder}/${tool}`))
}

/** In a process of its own: a native module that does not fit may end the process that loads it. */
function canLoadNfcPcsc(): boolean {
  try {
    createRequire(import.meta.url).resolve('nfc-pcsc')
  } catch {
    return false
  }
  return spawnSync(process.execPath, ['-e', "require('nfc-pcsc')"], { stdio: 'ignore' }).status === 0
}
