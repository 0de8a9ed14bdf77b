import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkRoster } from '../../electron/check/roster-checks.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const row = (index: number, name: string) =>
  `04A1B2${index},3fa85f64-5717-4562-b3fc-0000000000${index},${name}\n`

test('a row in another encoding and one with a NUL are listed by line', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`badge,user id,name\n${row(10, '"Łucja\nŻak"')}`),
      Buffer.from(row(11, 'José'), 'latin1'),
      Buffer.from(row(12, 'A\0na') + row(13, 'Bo')),
    ]),
  )
  const { results, roster } = await checkRoster(
    { kind: 'roster', path, badgeNumberFormat: 'hex', columns: {} },
    directFiles,
  )
  expect(roster?.people).toBe(3)
  const file = results.find(({ id }) => id === 'roster.file')
  expect(file?.state).toBe('warning')
  expect(file?.detail).toMatch(/roster\.csv:4 {2}warning: The line is not UTF-8 and was read as Windows-1252/)
  expect(file?.detail).toMatch(/roster\.csv:5 {2}bad row: The row has a NUL character\./)
})
