import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createFakeElectron, withElectron, type FakeElectron } from '../fakes/electron.ts'
import { tempFolder } from '../support/temp-folder.ts'

test.each([
  ['--version', 0, /^\d+\.\d+\.\d+\n$/],
  ['--help', 0, /--check-config/],
  ['--confg', 2, /did you mean --config/],
  ['--no-sandbox', 2, /unknown option: --no-sandbox/],
])(
  '%s is answered before anything of Electron is touched, and ends with %i',
  async (argument, code, text) => {
    const output = join(tempFolder(), 'told.txt')
    const { fake, exits } = await launch([argument, '--output', output])
    expect(exits).toEqual([code])
    expect(readFileSync(output, 'utf8')).toMatch(text)
    expect(fake.calls).toEqual([])
  },
)

async function launch(args: readonly string[]): Promise<{ fake: FakeElectron; exits: unknown[] }> {
  const fake = createFakeElectron()
  const exits: unknown[] = []
  vi.spyOn(process, 'exit').mockImplementation((code) => exits.push(code) as never)
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['kiosk', ...args])
  await withElectron(fake, () => import('../../electron/launch.ts'))
  vi.restoreAllMocks()
  return { fake, exits }
}
