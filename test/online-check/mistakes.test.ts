import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reportText } from '../../electron/check/report.ts'
import { checks as checkList, checksOf } from '../../electron/check/check-result.ts'
import { expectInDocs } from '../support/generated-docs.ts'
import type { HttpsTenant } from '../support/https-tenant.ts'
import { staff } from '../support/site.ts'
import {
  checkIn,
  closeLab,
  openLab,
  openTenant,
  rightSecret,
  type Checks,
  type Lab,
  type CheckOutput,
} from './lab.ts'
import { mistakes } from './mistakes.ts'

let https: HttpsTenant
let lab: Lab

beforeAll(async () => {
  https = await openTenant()
})
afterAll(() => https.close())
beforeEach(async () => {
  lab = await openLab(https)
})
afterEach(() => closeLab(lab))

/** Whether the software's files are there depends on the computer; only `--online` loads it. */
const isOfThisComputer = (id: string, online: boolean): boolean => id === 'reader.software' && !online

function findings({ checks }: CheckOutput, online: boolean): Readonly<Record<string, string>> {
  const reported = checks.filter(
    ({ id, state }) => (state === 'problem' || state === 'warning') && !isOfThisComputer(id, online),
  )
  return Object.fromEntries(reported.map(({ id, state }) => [id, state]))
}

function expectNothingPrivate({ text }: CheckOutput): void {
  const people = Object.values(staff).flatMap(({ badge, userId, name }) => [
    badge,
    userId,
    ...name.split(' '),
  ])
  // How a token begins; three letters alone may be chance.
  const hidden = [
    'eyJ0eXAi',
    'eyJhbGci',
    '@',
    'PRIVATE KEY-----',
    '5e5e5e5e',
    rightSecret,
    'wrong~secret',
    ...people,
  ]
  const searched = withoutChance(text).toLowerCase()
  expect(hidden.filter((part) => searched.includes(part.toLowerCase()))).toEqual([])
}

/** The six random letters of a temporary folder may be somebody's first name. */
function withoutChance(text: string): string {
  const [before = '', ...behind] = text.split(tmpdir())
  return [before, ...behind.map((part) => part.replace(/^([\\/][a-z-]+-)\w{6}/, '$1'))].join(tmpdir())
}

test('a set-up without mistakes passes every check, with exit code 0', async () => {
  const offline = await checkIn(lab, { online: false })
  expect(findings(offline, false)).toEqual({})
  const online = await checkIn(lab, { online: true })
  // Alerts are an option, which this set-up leaves out.
  const notGood = online.checks.filter(({ state }) => state !== 'good')
  expect(notGood.map(({ id, state }) => [id, state])).toEqual([
    ['alerts.webhook', 'not-checked'],
    ['network.alerts', 'not-checked'],
  ])
  // Only with a directory in Entra: people-check.test.ts.
  const usual = Object.keys(checkList).filter((id) => id !== 'team.people')
  expect(online.checks.map(({ id }) => id)).toEqual(usual)
  expect(online.exitCode).toBe(0)
  expectNothingPrivate(online)
})

test('the checks only read from the tenant', async () => {
  await checkIn(lab, { online: true })
  expect(https.tenant.ledger).toEqual([])
  const routes = new Set(https.tenant.requests.map(({ route }) => route))
  expect([...routes].sort()).toEqual([
    'get-schedule',
    'list-members',
    'list-time-cards',
    'openid-configuration',
    'token',
  ])
})

describe('each mistake is reported, with a fix, and nothing private', () => {
  test.each(mistakes)('$name', async ({ make, offline = {}, online = {}, exitCode, says = {} }) => {
    await make(lab)
    const atDesk = await checkIn(lab, { online: false })
    expect(findings(atDesk, false)).toEqual(offline)
    const beyond = await checkIn(lab, { online: true })
    expect(findings(beyond, true)).toEqual(online)
    expect(beyond.exitCode).toBe(exitCode)
    for (const [id, words] of Object.entries(says)) expect(find(beyond.checks, id)?.detail).toMatch(words)
    for (const { state, fix, id } of beyond.checks)
      if (state === 'problem') expect(fix, `the fix of ${id}`).not.toBeNull()
    const onlineIds = (['network', 'sign-in', 'team'] as const)
      .flatMap(checksOf)
      .filter((id) => id !== 'team.people')
    expect(beyond.checks.map(({ id }) => id).filter((id) => onlineIds.some((own) => own === id))).toEqual(
      onlineIds,
    )
    for (const reported of [atDesk, beyond]) expectNothingPrivate(reported)
  })
})

test('docs/deploy.md has the table of the reported mistakes', async () => {
  const rows = mistakes.map(
    ({ name, offline, online, exitCode }) =>
      `| ${name} | ${inWords(offline)} | ${inWords(onlyOnline(online, offline))} | ${exitCode} |`,
  )
  const table = [
    '| mistake | without the network | with `--online` also | exit code |',
    '| --- | --- | --- | --- |',
    ...rows,
  ]
  await expectInDocs('deploy.md', 'mistakes', table)
})

test('in the text report each check is one line, with its fix below', () => {
  const text = reportText([
    { id: 'clock', area: 'sign-in', state: 'warning', title: 'Clock', detail: 'off', fix: 'Set it.' },
    { id: 'team.found', area: 'team', state: 'not-checked', title: 'Team', detail: 'Needs the sign-in.' },
  ])
  expect(text.split('\n')).toEqual([
    'warning      Clock: off',
    '             Fix: Set it.',
    'not checked  Team: Needs the sign-in.',
    '',
    '1 warning, 1 not checked.',
  ])
})

function find(checks: Checks, id: string): Checks[number] | undefined {
  return checks.find((check) => check.id === id)
}

type Found = (typeof mistakes)[number]['online']

function onlyOnline(online: Found = {}, offline: Found = {}): Found {
  return Object.fromEntries(Object.entries(online).filter(([id]) => !(id in offline)))
}

function inWords(found: Found = {}): string {
  const reported = Object.entries(found).map(([id, state]) => `${state}: \`${id}\``)
  return reported.length === 0 ? '' : reported.join('<br>')
}
