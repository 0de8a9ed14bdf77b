import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readerCases } from './cases/index.ts'
import type { Report, Seen } from './report.ts'
import { adoptReport, parseSeenFile } from './seen.ts'

const repositoryFile = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const report = (cases: Record<string, Seen>, more: Partial<Report> = {}): string =>
  JSON.stringify({
    tool: 'probe:reader',
    version: '0.1.0',
    date: '2026-11-26',
    os: 'Linux 6.1 x64',
    node: 'v20.20.0',
    readers: ['ACS ACR122U PICC Interface 00 00'],
    badges: [{ name: 'A', lengthBytes: 7, firstByte: 'manufacturer' }],
    cases: Object.entries(cases).map(([id, seen]) => ({ id, seen })),
    ...more,
  } satisfies Report)

const asBelieved: Seen = { kind: 'answer', name: 'as documented', detail: '5 answers with 9000' }
const one: Seen = { kind: 'answer', name: 'one', detail: 'A' }

describe('recording a report', () => {
  test('keeps date, reader model and system beside each case that was seen', () => {
    const adopted = adoptReport(
      report({ 'two-cards': one, 'get-uid': asBelieved, phone: { kind: 'not-seen', why: 'skipped' } }),
      [],
    )
    const where = { date: '2026-11-26', reader: 'ACS ACR122U PICC Interface', os: 'Linux 6.1 x64' }
    expect(adopted).toEqual({
      kind: 'adopted',
      count: 2,
      file: [
        { id: 'get-uid', seen: [{ ...where, seen: asBelieved }] },
        { id: 'two-cards', seen: [{ ...where, seen: one }] },
      ],
    })
  })

  test('the same reader and system replaces its entry, another one is added, and cases not seen now stay', () => {
    const first = adoptReport(report({ 'two-cards': one, 'get-uid': asBelieved }), [])
    const file = first.kind === 'adopted' ? first.file : []
    const unforeseen: Seen = { kind: 'unforeseen', description: '6A81 after 0 bytes' }
    const second = adoptReport(report({ 'get-uid': unforeseen }, { date: '2026-12-01' }), file)
    const third = adoptReport(
      report({ 'get-uid': asBelieved }, { os: 'Windows_NT 10.0 x64' }),
      second.kind === 'adopted' ? second.file : [],
    )
    const result = third.kind === 'adopted' ? third.file : []
    expect(
      result.find(({ id }) => id === 'get-uid')?.seen.map(({ date, os, seen }) => [date, os, seen.kind]),
    ).toEqual([
      ['2026-12-01', 'Linux 6.1 x64', 'unforeseen'],
      ['2026-11-26', 'Windows_NT 10.0 x64', 'answer'],
    ])
    expect(result.find(({ id }) => id === 'two-cards')?.seen).toHaveLength(1)
  })

  test.each([
    ['what is no JSON', 'not JSON', '{'],
    ['another tool’s report', 'not a report', JSON.stringify({ tool: 'probe:tenant', cases: [] })],
    ['a key it does not know', 'not a report', report({}).replace('{', '{"uid":"x",')],
    ['a case that is not known', 'two-carts', report({ 'two-carts': one })],
    [
      'an answer of none of its case',
      'none of their case',
      report({ 'two-cards': { ...one, name: 'three' } }),
    ],
    ['a virtual reader', 'virtual', report({ 'two-cards': one }, { readers: ['Virtual PCD 00 00'] })],
    ['one that has seen nothing', 'nothing', report({ phone: { kind: 'not-seen', why: 'skipped' } })],
  ])('refuses %s', (_, word, text) => {
    const adopted = adoptReport(text, [])
    expect(adopted.kind).toBe('bad')
    expect(adopted.kind === 'bad' && adopted.problem).toContain(word)
  })
})

describe('seen.json', () => {
  const seenFile = parseSeenFile(repositoryFile('test/reader-conformance/seen.json'))

  test('names existing cases', () => {
    const ids = readerCases.map(({ id }) => id)
    expect(seenFile.filter(({ id }) => !ids.includes(id))).toEqual([])
  })

  test('as long as it is empty the README says that no real reader was seen', () => {
    expect(repositoryFile('README.md').includes('tried on no real reader yet')).toBe(seenFile.length === 0)
  })
})
