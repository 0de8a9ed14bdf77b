import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder that all tests of the file share, removed after the last. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-suite-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
