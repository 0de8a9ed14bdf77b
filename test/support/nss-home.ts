import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A home folder whose NSS store trusts these authorities (PEM), filled as docs/deploy.md says. Chromium on Linux reads
 * it besides its own list. Debian: libnss3-tools.
 */
export function makeNssHome(authorities: readonly string[]): { readonly home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'shifts-kiosk-home-'))
  const folder = join(home, '.pki/nssdb')
  mkdirSync(folder, { recursive: true })
  const certutil = (...args: readonly string[]): void => {
    const { status, stderr, error } = spawnSync('certutil', ['-d', `sql:${folder}`, ...args], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`certutil failed: ${error?.message ?? stderr}`)
  }
  certutil('-N', '--empty-password')
  for (const [index, pem] of authorities.entries()) {
    const path = join(home, `authority-${index}.pem`)
    writeFileSync(path, pem)
    certutil('-A', '-t', 'C,,', '-n', `authority ${index}`, '-i', path)
  }
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}
