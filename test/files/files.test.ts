import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { directFiles } from '../../electron/files/direct-files.ts'
import { FileError, type FileFailure, type Files } from '../../electron/files/files.ts'
import { fileProcessFiles } from '../support/file-process.ts'
import { typeScriptArguments } from '../support/reader-process.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const largest = 1024 * 1024
const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251))
const never = new AbortController().signal

async function wholeByPieces(files: Files, path: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of files.pieces(path, largest, never)) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

async function failureByPieces(files: Files, path: string): Promise<FileFailure | undefined> {
  try {
    await wholeByPieces(files, path)
    return undefined
  } catch (error) {
    return error instanceof FileError ? error.failure : undefined
  }
}

describe.each<[string, () => Files]>([
  ['directly', () => directFiles],
  ['by the file process', () => fileProcessFiles().files],
])('files %s', (_, open) => {
  test('are checked, opened, and read whole and in chunks', async () => {
    const files = open()
    const path = join(tempFolder(), 'roster.csv')
    writeFileSync(path, content)
    expect(await files.look(path)).toMatchObject({ value: { type: 'file', size: content.length } })
    expect(await files.tryOpen(path)).toEqual({ kind: 'ok', value: null })
    const read = await files.read(path, largest)
    expect(read.kind === 'ok' && content.equals(read.value)).toBe(true)
    expect(content.equals(await wholeByPieces(files, path))).toBe(true)
    const digest = createHash('sha256').update(content).digest('base64')
    expect(await files.digest(path, largest)).toEqual({ kind: 'ok', value: digest })
  })

  test('in a folder are listed by name, unless there are too many', async () => {
    const files = open()
    const folder = tempFolder()
    for (const name of ['b.json', 'a.json']) writeFileSync(join(folder, name), '')
    const listed = await files.list(folder, 2)
    expect(listed.kind === 'ok' && [...listed.value].sort()).toEqual(['a.json', 'b.json'])
    expect(await files.list(folder, 1)).toEqual({ kind: 'failed', failure: { kind: 'too-large' } })
    expect(await files.list(join(folder, 'gone'), 2)).toMatchObject({ failure: { code: 'ENOENT' } })
  })

  test.runIf(process.platform !== 'win32')(
    'that are not regular files are refused by what they are, and nothing waits for a pipe',
    async () => {
      const files = open()
      const folder = tempFolder()
      const at = (name: string): string => join(folder, name)
      execFileSync('mkfifo', [at('pipe')])
      mkdirSync(at('folder'))
      symlinkSync(at('pipe'), at('link to a pipe'))
      writeFileSync(at('large'), '')
      truncateSync(at('large'), largest + 1)
      const expected: readonly (readonly [path: string, failure: FileFailure])[] = [
        [at('gone'), { kind: 'system', code: 'ENOENT' }],
        [at('folder'), { kind: 'folder' }],
        [at('pipe'), { kind: 'not-ordinary' }],
        [at('link to a pipe'), { kind: 'not-ordinary' }],
        ['/dev/zero', { kind: 'not-ordinary' }],
      ]
      for (const [path, failure] of expected) {
        expect(await files.tryOpen(path)).toEqual({ kind: 'failed', failure })
        expect(await files.read(path, largest)).toEqual({ kind: 'failed', failure })
        expect(await files.digest(path, largest)).toEqual({ kind: 'failed', failure })
        expect(await failureByPieces(files, path)).toEqual(failure)
      }
      const tooLarge = { kind: 'too-large' }
      expect(await files.read(at('large'), largest)).toEqual({ kind: 'failed', failure: tooLarge })
      expect(await failureByPieces(files, at('large'))).toEqual(tooLarge)
      expect(await files.look(at('pipe'))).toMatchObject({ value: { type: 'other' } })
      expect(await files.look('ro\0ster.csv')).toMatchObject({
        failure: { kind: 'fault', code: 'ERR_INVALID_ARG_VALUE' },
      })
    },
  )

  test.runIf(process.platform === 'linux')(
    'that claim to be small and never end are not read endlessly',
    async () => {
      const files = open()
      // A file that is larger than its folder's entry says, as one that grows while it is read.
      const failure = await files.read('/proc/kallsyms', 1000)
      expect(failure).toEqual({ kind: 'failed', failure: { kind: 'too-large' } })
    },
  )

  test('report changes until the watch is closed', async () => {
    const files = open()
    const path = join(tempFolder(), 'roster.csv')
    let reported = 0
    const listener = { changed: () => (reported += 1), lost: () => undefined }
    const watch = await files.watch(path, listener)
    if (watch.kind !== 'ok') throw new Error('not watched')
    writeFileSync(path, 'x')
    await waitUntil('the change', () => reported > 0)
    watch.value.close()
    await files.look(path)
    const before = reported
    rmSync(path)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(reported).toBe(before)
    const gone = { kind: 'failed', failure: { kind: 'system', code: 'ENOENT' } }
    expect(await files.watch(join(path, 'gone'), listener)).toEqual(gone)
  })

  test('report few changes, however much happens in their folder, and none of other files', async () => {
    const files = open()
    const folder = tempFolder()
    let reported = 0
    const watch = await files.watch(join(folder, 'roster.csv'), {
      changed: () => (reported += 1),
      lost: () => undefined,
    })
    if (watch.kind !== 'ok') throw new Error('not watched')
    for (let index = 0; index < 500; index += 1) writeFileSync(join(folder, `other-${index}`), '')
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(reported).toBe(0)
    for (let index = 0; index < 500; index += 1) writeFileSync(join(folder, 'roster.csv'), String(index))
    await waitUntil('the change', () => reported > 0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(reported).toBeLessThan(50)
    watch.value.close()
  })
})

test('the file process started by hand prints its usage and exits with 2', () => {
  const entry = fileURLToPath(new URL('../../electron/files/file-process.ts', import.meta.url))
  const run = spawnSync(process.execPath, [...typeScriptArguments, entry], { encoding: 'utf8' })
  expect(run.stderr).toContain('The kiosk starts the file process')
  expect(run.status).toBe(2)
})
