import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { graphCases } from './cases/index.ts'
import { adopt, whyNotAdopted } from './probe/adopt.ts'
import { describe } from './exchange.ts'
import { createLeftOut } from './probe/left-out.ts'
import { readOptions } from './probe/options.ts'
import { createPseudonyms, type Report } from './probe/report.ts'
import { betweenRequestsMs, spacedFetch } from './probe/spaced-fetch.ts'
import { runCase } from './run-cases.ts'
import { readSeen, withReport } from './seen.ts'
import { startTestedSandbox } from './tenants/sandbox.ts'

const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
const { cases: seen } = readSeen()

const report: Report = {
  format: 1,
  date: '2026-11-26T08:00:00.000Z',
  tool: '0.1.0',
  api: 'v1.0',
  tenant: 'tenant-0123456789ab',
  isMicrosoft: true,
  cases: [
    { id: 'clock-out.second', seen: { kind: 'answer', name: 'ignored' } },
    { id: 'list.lag', seen: { kind: 'unforeseen', description: 'status 500, no body' } },
    { id: 'token.secret', seen: { kind: 'not-seen', why: 'the config signs in with a certificate' } },
  ],
}

test('every answer seen on a real tenant belongs to a case and is one of its answers', () => {
  for (const [id, { answer }] of Object.entries(seen)) {
    const given = graphCases.find((one) => one.id === id)
    expect(Object.keys(given?.answers ?? {}), id).toContain(answer)
  }
})

test('by default the sandbox answers as a real tenant did', async () => {
  const sandbox = await startTestedSandbox()
  try {
    for (const given of graphCases.filter(({ id }) => id in seen)) {
      const { seen: now } = await runCase(given, sandbox.tenant)
      // Its certificate or its secret may not be what the report's tenant signed in with.
      if (now.kind !== 'not-seen')
        expect(now, given.id).toMatchObject({ kind: 'answer', name: seen[given.id]?.answer })
    }
  } finally {
    await sandbox.close()
  }
})

test('README.md says how many of the cases were seen on a real tenant', () => {
  expect(readme).toContain(`${Object.keys(seen).length} of ${graphCases.length} cases`)
})

test('a report’s answers are recorded by case, the newest replacing an older one, and nothing else', () => {
  const older = {
    'clock-out.second': { answer: 'refused', date: '2026-01-01', tenant: 'tenant-00', api: 'v1.0' },
  }
  expect(withReport({ cases: older }, report)).toEqual({
    cases: {
      'clock-out.second': {
        answer: 'ignored',
        date: '2026-11-26',
        tenant: 'tenant-0123456789ab',
        api: 'v1.0',
      },
    },
  })
})

test('a report of a stand-in, of unknown cases, or of something else is not adopted', () => {
  expect(whyNotAdopted(report)).toBeUndefined()
  expect(whyNotAdopted({ ...report, isMicrosoft: false })).toContain('stand-in')
  const unknown = { id: 'clock-out.second', seen: { kind: 'answer', name: 'explodes' } } as const
  expect(whyNotAdopted({ ...report, cases: [unknown] })).toContain('not on the list')
  for (const name of ['constructor', 'toString', '__proto__']) {
    const inherited = { id: 'clock-out.second', seen: { kind: 'answer', name } } as const
    expect(whyNotAdopted({ ...report, cases: [inherited] }), name).toContain('not on the list')
  }
  const path = join(tempFolder(), 'report.json')
  writeFileSync(path, JSON.stringify({ ...report, name: 'Maren' }))
  expect(adopt(path)).toEqual({ kind: 'bad', problem: 'the file is not a report of this probe' })
})

test('a pseudonym is the same within a run, and another in the next', () => {
  const [one, other] = [createPseudonyms(), createPseudonyms()]
  expect(one('tenant', 'AB')).toBe(one('tenant', 'ab'))
  expect(one('tenant', 'ab')).not.toBe(other('tenant', 'ab'))
})

test('what must not be printed is left out of a line, in upper or lower case, whole or as part of another', () => {
  const leftOut = createLeftOut()
  leftOut.add('Maren Quist', 'maren.quist@sandbox.example', 'Maren', '(a+b)*c')
  expect(leftOut.clean('of MAREN QUIST, maren.quist@sandbox.example and (a+b)*c')).toBe(
    'of (left out), (left out) and (left out)',
  )
})

test('requests leave at least a second apart, well below Microsoft’s limit for one team', async () => {
  const clock = createVirtualClock()
  const leftAtMs: number[] = []
  const fetch = spacedFetch(
    () => {
      leftAtMs.push(clock.now().monotonicMs)
      return Promise.resolve(new Response())
    },
    betweenRequestsMs,
    clock,
  )
  const all = Promise.all(Array.from({ length: 4 }, () => fetch('https://graph.microsoft.com/')))
  await clock.advance(5_000)
  await all
  const [first = 0] = leftAtMs
  expect(leftAtMs.map((ms) => ms - first)).toEqual([0, 1_000, 2_000, 3_000])
  expect(1_000 / betweenRequestsMs).toBeLessThan(4 / 3)
})

test('wrong options are reported without repeating them', () => {
  const team = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
  const good = ['--config', 'c.json', '--team', team, '--user', team]
  expect(readOptions(good)).toMatchObject({ kind: 'probe', isTeamKnown: false, reportPath: undefined })
  expect(readOptions([...good, '--i-know', '--report', 'r.json'])).toMatchObject({
    isTeamKnown: true,
    reportPath: 'r.json',
  })
  expect(readOptions(['--help'])).toEqual({ kind: 'help' })
  expect(readOptions(['--adopt', 'r.json'])).toEqual({ kind: 'adopt', reportPath: 'r.json' })
  for (const bad of [
    [],
    ['--config', 'c'],
    [...good.slice(0, 2), '--team', 'Maren'],
    ['--Maren'],
    [...good, 'Maren'],
    [...good, '--report', '/Maren/r.json'],
  ]) {
    const read = readOptions(bad)
    expect(read.kind).toBe('bad')
    expect(JSON.stringify(read)).not.toContain('Maren')
  }
})

test('a property whose name may be somebody’s is described without it', () => {
  const json = { 'maren.quist': 1, Maren: 2, 'm@sandbox.example': 3, '@odata.count': 4, userId: 5 }
  const exchange = { status: 200, json, text: '{}' } as Parameters<typeof describe>[0]
  expect(describe(exchange)).toBe(
    `status 200, { ${'(name not shown): number, '.repeat(3)}@odata.count: number, userId: number }`,
  )
})
