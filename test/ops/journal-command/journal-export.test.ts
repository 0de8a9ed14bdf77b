import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { TapRecord } from '../../../electron/journal/tap-record.ts'
import { exportTaps } from '../../../electron/ops/journal-command/journal-export.ts'
import { tapTable, tapText } from '../../../electron/ops/journal-command/journal-text.ts'
import { printResult } from '../../../electron/ops/cli/print-result.ts'

function tapOf(displayName: string): TapRecord {
  return {
    tapId: '0a000000-0000-4000-8000-000000000001',
    person: { userId: '3fa85f64-5717-4562-b3fc-2c963f66afa6', displayName },
    tappedAtMs: Date.UTC(2026, 0, 15),
    status: 'parked',
    reason: 'forbidden',
    detail: displayName,
    events: [],
  }
}

const csv = (name: string): string => exportTaps([tapOf(name)], 'csv', 'UTC')

const formulas = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹣', '−'].map(
  (sign) => `${sign}cmd|' /C calc'!A1`,
)
const disguises: Record<string, (formula: string) => string> = {
  'as it is': (formula) => formula,
  'behind spaces': (formula) => ` \u00a0\u3000${formula}`,
  'behind a tab and a line break': (formula) => `\t\r\n${formula}`,
  'behind what has no width': (formula) => `\ufeff\u200b\u2060\u200d\u00ad${formula}`,
  'behind a direction override': (formula) => `\u202e${formula}`,
  'behind a blank letter': (formula) => `\u3164\u2800${formula}`,
  'behind a semicolon': (formula) => `Ana;${formula}`,
  'behind a semicolon, spaces and quotes': (formula) => `Ana; "\u200b${formula}`,
  'behind a closed quote and a semicolon': (formula) => `Ana";"${formula}`,
  'behind a tab': (formula) => `Ana\t${formula}`,
  'behind a comma': (formula) => `Ana,${formula}`,
}

describe('CSV', () => {
  test.each(Object.entries(disguises))(
    'no cell is a formula, whichever separator the spreadsheet uses: %s',
    (_, disguise) => {
      for (const formula of formulas) {
        for (const delimiter of [',', ';', '\t']) {
          const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true } as const
          for (const cell of parse(csv(disguise(formula)), options).flat())
            expect(cell).not.toMatch(/^[^\p{L}\p{N}'(]*[=+\-@＝＋－＠﹣−]/u)
        }
      }
    },
  )

  test('a name with separators, quotes and joiners is one cell, as it was', () => {
    for (const name of ['Núria "Nu" Vila, Jr.; HR', 'علی‌رضا', '王;小明', "O'Neill"]) {
      const [, row] = parse(csv(name), { bom: true })
      expect(row?.[3]).toBe(name)
      expect(row).toHaveLength(12)
    }
  })
})

test('JSON lines hold every character of a name, but none that ends a line or controls a terminal', () => {
  const name = 'Ana\u2028\u2029\u0085\u009b\u202e\u001b[2J\u{e0041}'
  const line = exportTaps([tapOf(name)], 'jsonl', 'UTC')
  expect(line).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u)
  expect(JSON.parse(line)).toMatchObject({ name })
})

test.each([
  ['list', (tap: TapRecord) => tapTable([tap], 'UTC')],
  ['show', (tap: TapRecord) => tapText(tap, 'UTC')],
])('--journal %s writes no control characters and no direction changes', (_, text) => {
  const tap = tapOf('Ana\u001b[2J\u009b1m\u202eRuiz\u2066\u200f\u061c\u200b\u2028')
  for (const told of [tap, { ...tap, reason: '\u001b]0;x\u0007\u202e' }])
    expect(text(told).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
})

test('the console output holds no control characters either', () => {
  let out = ''
  const text = '\ufeffa\tb\r\nc\u001b[31m\u009b\u202ed\u007f\u2067\n'
  printResult({ kind: 'print', text, exitCode: 0 }, { out: (told) => (out += told), error: () => undefined })
  expect(out).toBe('\ufeffa\tb\r\nc[31md')
})
