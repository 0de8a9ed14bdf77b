import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileLog } from '../../electron/ops/json-log.ts'
import { openLogFile } from '../../electron/ops/log-file.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('a log goes on where the last start left it, in a folder that is made where need be', () => {
  const path = join(tempFolder(), 'logs', 'kiosk.log')
  openLogFile(path).write('first\n')
  openLogFile(path).write('second\n')
  expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n')
})

test('a log that grew too large is set aside, and three of those are kept', () => {
  const path = join(tempFolder(), 'kiosk.log')
  const log = openLogFile(path, { largestBytes: 10, kept: 3 })
  for (let line = 1; line <= 6; line += 1) log.write(`line ${line}.\n`)
  const texts = [path, `${path}.1`, `${path}.2`, `${path}.3`].map((file) => readFileSync(file, 'utf8'))
  expect(texts).toEqual(['line 6.\n', 'line 5.\n', 'line 4.\n', 'line 3.\n'])
  expect(existsSync(`${path}.4`)).toBe(false)
})

test('where there can be no log file the kiosk logs to standard error and goes on', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'logs'), 'a file in the way')
  expect(() => createFileLog(join(folder, 'logs', 'kiosk.log')).info('kiosk.starting')).not.toThrow()
})

test('a log line is one JSON object with level, time and event', () => {
  const folder = join(tempFolder(), 'logs')
  mkdirSync(folder)
  const path = join(folder, 'kiosk.log')
  createFileLog(path).warn('config.warning', { key: 'kiosk.name' })
  const [line] = readFileSync(path, 'utf8').split('\n')
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 'warn', event: 'config.warning', key: 'kiosk.name' })
})
