import { renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { replacePublicFile } from '../../electron/base/own-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Somebody else who may write to the folder has their turn whenever the kiosk closes a file there. */
const other = vi.hoisted(() => ({ turn: (): void => undefined }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return {
    ...real,
    closeSync: (file: number): void => {
      real.closeSync(file)
      other.turn()
    },
  }
})

test.skipIf(process.platform === 'win32')(
  'a link put in place of the file during a write makes no other file readable for everybody',
  () => {
    const folder = tempFolder()
    const secret = join(tempFolder(), 'kiosk.key')
    writeFileSync(secret, 'private', { mode: 0o600 })
    const path = join(folder, 'kiosk.prom')
    let turns = 0
    other.turn = () => {
      turns += 1
      renameSync(`${path}.new`, join(folder, 'taken'))
      symlinkSync(secret, `${path}.new`)
    }
    replacePublicFile(path, 'up 1\n')
    expect(turns).toBe(1)
    expect(statSync(secret).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'taken')).mode & 0o777).toBe(0o644)
  },
)
