import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { afterInstall } from '../../build/make-packages.ts'
import { tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders = ['.ci', 'build/linux']
const isThere = spawnSync('shellcheck', ['--version'], { stdio: 'ignore' }).status === 0

describe.runIf(isThere)('shellcheck', () => {
  test.each(scripts())('finds no fault in %s', (script) => {
    expect(shellcheck(join(root, script))).toEqual({ said: '', code: 0 })
  })

  test("finds no fault in what runs after the .deb is unpacked, electron-builder's part and macros included", () => {
    const script = join(tempFolder(), 'after-install.sh')
    writeFileSync(script, withoutMacros(afterInstall()))
    // SC2166 is in electron-builder's part: `-a` in a test.
    const { said } = shellcheck(script, '--severity=warning', '--exclude=SC2166')
    expect(said).toBe('')
  })

  test('would report a fault', () => {
    const script = join(tempFolder(), 'broken.sh')
    writeFileSync(script, '#!/bin/sh\ncd "$1"\nrm -rf $2/*\n')
    expect(shellcheck(script)).toMatchObject({ said: expect.stringContaining('SC2086') as unknown, code: 1 })
  })
})

/** What starts with a shell's `#!`; paths from the project's folder. */
function scripts(): readonly string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).map((entry) => ({ folder, entry })),
    )
    .filter(({ entry }) => entry.isFile())
    .map(({ folder, entry }) => `${folder}/${entry.name}`)
    .filter((path) => /^#!.*\b(?:ba)?sh\b/.test(readFileSync(join(root, path), 'utf8').slice(0, 80)))
}

/** electron-builder puts its values in place of `${executable}` and the like (app-builder-lib, FpmTarget). */
function withoutMacros(template: string): string {
  return template.replace(/\$\{(?:executable|sanitizedProductName|productFilename)\}/g, 'shifts-badge-kiosk')
}

function shellcheck(path: string, ...options: readonly string[]): { said: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync('shellcheck', ['--color=never', ...options, path], {
    encoding: 'utf8',
  })
  return { said: `${stdout}${stderr}`, code: status }
}
