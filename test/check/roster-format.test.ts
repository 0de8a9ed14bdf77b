import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BadgeNumberFormat } from '../../electron/badge/badge-number-format.ts'
import { checkRoster } from '../../electron/check/roster-checks.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

async function checked(numbers: readonly string[], badgeNumberFormat: BadgeNumberFormat) {
  const path = join(tempFolder(), 'roster.csv')
  const rows = numbers.map(
    (number, at) => `${number},3fa85f64-5717-4562-b3fc-${String(at).padStart(12, '0')},Person ${at}`,
  )
  writeFileSync(path, ['badge,user id,name', ...rows].join('\n'))
  const { results } = await checkRoster({ kind: 'roster', path, badgeNumberFormat, columns: {} }, directFiles)
  return results.find(({ id }) => id === 'roster.file')
}

const tenDigits = Array.from({ length: 20 }, (_, at) => `00777059${10 + at}`)

test('many numbers without a letter, read as hex, may be decimal', async () => {
  const result = await checked(tenDigits, 'hex')
  expect(result?.state).toBe('warning')
  expect(result?.detail).toMatch(/they may be decimal/)
  expect(result?.detail).not.toContain('777059')
})

test('nothing is reported for few numbers, for one with a letter, or if they are read as decimal', async () => {
  expect((await checked(tenDigits.slice(1), 'hex'))?.state).toBe('good')
  expect((await checked([...tenDigits, '04A1B2C3'], 'hex'))?.state).toBe('good')
  expect((await checked(tenDigits, 'decimal'))?.state).toBe('good')
})
