import { statSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { openNamedFile } from '../../electron/config/named-file.ts'

vi.mock('node:fs', { spy: true })

test('a share that Windows can not reach, and does not say why, is told in words', () => {
  vi.mocked(statSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('UNKNOWN: unknown error, stat'), { code: 'UNKNOWN', syscall: 'stat' })
  })
  expect(openNamedFile('//server/share/roster.csv')).toEqual({
    kind: 'bad',
    problem:
      'the file can not be reached, or not now; Windows does not say why (UNKNOWN): //server/share/roster.csv',
  })
})
