import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createFileLog } from '../../../electron/ops/log/json-log.ts'
import { openLogFile } from '../../../electron/ops/log/log-file.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// On Windows a reader of a file may prevent renaming it; the test's disk never does.
vi.mock('node:fs', { spy: true })
afterEach(() => vi.resetAllMocks())
const actual = await vi.importActual<typeof import('node:fs')>('node:fs')

/** Prevents renaming files; counts the tries. */
function hold(...held: readonly string[]): () => number {
  let tries = 0
  vi.mocked(renameSync).mockImplementation((from, to) => {
    if (!held.includes(String(from))) return actual.renameSync(from, to)
    tries += 1
    throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', syscall: 'rename' })
  })
  return () => tries
}

/** Every line there is, in every file of the folder. */
function linesIn(folder: string): string[] {
  const files = readdirSync(folder).map((name) => join(folder, name))
  return files
    .filter((file) => statSync(file).isFile())
    .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    .toSorted()
}

/** A log of 100 bytes with all it keeps, and then as much again, ten bytes a line. */
function logThrough(path: string, obstacle: () => void): { readonly written: readonly string[] } {
  for (const age of [1, 2, 3])
    if (!existsSync(`${path}.${age}`)) writeFileSync(`${path}.${age}`, `old ${age}\n`)
  obstacle()
  const log = openLogFile(path, { maxBytes: 100, maxRotatedFiles: 3 })
  const written = Array.from({ length: 100 }, (_, i) => `line ${String(i).padStart(4, '0')}`)
  for (const line of written) log.write(`${line}\n`)
  return { written }
}

test('while another program has the log open it grows, rotation is retried, and no rotated file is lost', () => {
  const folder = tempFolder()
  const path = join(folder, 'kiosk.log')
  let tries = (): number => 0
  const { written } = logThrough(path, () => (tries = hold(path)))
  expect(linesIn(folder)).toEqual([...written, 'old 1', 'old 2', 'old 3'])
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('old 1\n')
  expect(tries()).toBeGreaterThan(5)
  expect(tries()).toBeLessThanOrEqual(10)
})

test('once no program has it open the log is rotated', () => {
  const path = join(tempFolder(), 'kiosk.log')
  const log = openLogFile(path, { maxBytes: 20, maxRotatedFiles: 3 })
  hold(path)
  for (const line of [1, 2, 3]) log.write(`line ${line}.\n`)
  vi.mocked(renameSync).mockReset()
  for (const line of [4, 5, 6]) log.write(`line ${line}.\n`)
  expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/^line 1.\nline 2.\nline 3.\n/)
  expect(readFileSync(path, 'utf8')).toMatch(/line 6.\n$/)
})

test.each(['1', '2'])(
  'while another program has kiosk.log.%s open only the oldest file is deleted',
  (age) => {
    const folder = tempFolder()
    const path = join(folder, 'kiosk.log')
    const { written } = logThrough(path, () => hold(`${path}.${age}`))
    expect(linesIn(folder)).toEqual([...written, 'old 1', 'old 2'])
  },
)

test('a folder in place of the oldest file stays, and no line is lost', () => {
  const folder = tempFolder()
  const path = join(folder, 'kiosk.log')
  mkdirSync(`${path}.3`)
  const { written } = logThrough(path, () => undefined)
  expect(linesIn(folder)).toEqual([...written, 'old 1', 'old 2'])
  expect(statSync(`${path}.3`).isDirectory()).toBe(true)
})

test('a log continues once its folder is back, and closes no other file', () => {
  const folder = join(tempFolder(), 'logs')
  const path = join(folder, 'kiosk.log')
  const log = openLogFile(path, { maxBytes: 10 })
  log.write('line 1.\n')
  renameSync(folder, `${folder}.away`)
  log.write('line 2.\n')
  // Whoever opens a file next has the number the log's had.
  const other = openSync(join(folder, '..', 'journal'), 'w')
  onTestFinished(() => closeSync(other))
  log.write('line 3.\n')
  expect(() => writeSync(other, 'a tap')).not.toThrow()
  renameSync(`${folder}.away`, folder)
  log.write('line 4.\n')
  expect(readFileSync(path, 'utf8')).toBe('line 1.\nline 4.\n')
  log.write('line 5.\n')
  expect(readFileSync(path, 'utf8')).toMatch(/line 5.\n$/)
})

test('a log is appended to after a restart, and its folder is created if needed', () => {
  const path = join(tempFolder(), 'logs', 'kiosk.log')
  openLogFile(path).write('first\n')
  openLogFile(path).write('second\n')
  expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n')
})

test('a log that grew too large is rotated, and three rotated files are kept', () => {
  const path = join(tempFolder(), 'kiosk.log')
  const log = openLogFile(path, { maxBytes: 10, maxRotatedFiles: 3 })
  for (let line = 1; line <= 6; line += 1) log.write(`line ${line}.\n`)
  const texts = [path, `${path}.1`, `${path}.2`, `${path}.3`].map((file) => readFileSync(file, 'utf8'))
  expect(texts).toEqual(['line 6.\n', 'line 5.\n', 'line 4.\n', 'line 3.\n'])
  expect(existsSync(`${path}.4`)).toBe(false)
})

test('without a usable log file the kiosk logs to standard error and continues', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'logs'), 'a file in the way')
  expect(() => createFileLog(() => join(folder, 'logs', 'kiosk.log')).info('kiosk.stopped')).not.toThrow()
})

test('a log line is one JSON object with level, time and event', () => {
  const folder = join(tempFolder(), 'logs')
  mkdirSync(folder)
  const path = join(folder, 'kiosk.log')
  createFileLog(() => path).warn('config.warning', { key: 'kiosk.name', problem: 'is empty' })
  const [line] = readFileSync(path, 'utf8').split('\n')
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 'warn', event: 'config.warning', key: 'kiosk.name' })
})

test('the log moves to the folder that the config names, unless that is not writable', () => {
  const folder = tempFolder()
  const paths = ['first', 'second'].map((name) => join(folder, name, 'kiosk.log'))
  const [first = '', second = ''] = paths
  const log = createFileLog(() => first)
  log.info('kiosk.stopped')
  log.moveTo(second)
  log.info('kiosk.stopped')
  writeFileSync(join(folder, 'in-the-way'), '')
  log.moveTo(join(folder, 'in-the-way', 'kiosk.log'))
  log.info('kiosk.stopped')
  const events = paths.map((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { event: string }).event),
  )
  expect(events).toEqual([['kiosk.stopped'], ['kiosk.stopped', 'log.file-unusable', 'kiosk.stopped']])
})
