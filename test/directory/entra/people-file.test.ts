import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { peopleFile } from '../../../electron/directory/entra/people-file.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { typeScriptArguments } from '../../support/reader-process.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const program = fileURLToPath(new URL('writing-process.ts', import.meta.url))
const key = siteKeyOf(new Uint8Array(32).fill(7))

test('SIGKILL during a write always leaves the old list or the new one', { timeout: 60_000 }, async () => {
  const path = join(tempFolder(), 'people.json')
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, [...typeScriptArguments, program, path])
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    await setTimeout(round * 7)
    child.kill('SIGKILL')
    await ended
    const loaded = peopleFile(path, 'settings').load(key)
    if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded))
    const { readAtMs, people } = loaded.list
    expect(people).toHaveLength(3_000)
    expect(people.every(({ name }) => name.endsWith(` of ${readAtMs}`))).toBe(true)
  }
})

test.runIf(process.platform !== 'win32')('a link in its place is not followed, and is replaced', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'secret'), 'x\n')
  symlinkSync(join(folder, 'secret'), join(folder, 'people.json'))
  const file = peopleFile(join(folder, 'people.json'), 'settings')
  expect(file.load(key)).toEqual({ kind: 'ignored', why: 'EUNSAFE' })
  expect(file.save(key, { readAtMs: 1, people: [] })).toBeUndefined()
  expect(file.load(key)).toEqual({ kind: 'ok', list: expect.objectContaining({ people: [] }) as object })
})

test('a file that is too large is ignored, whatever it holds', () => {
  const path = join(tempFolder(), 'people.json')
  writeFileSync(path, Buffer.alloc(65 * 1024 * 1024))
  expect(peopleFile(path, 'settings').load(key)).toEqual({ kind: 'ignored', why: 'it is too large' })
})
