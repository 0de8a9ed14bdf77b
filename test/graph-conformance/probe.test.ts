import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpsFetch } from '../support/https-fetch.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { graphCases } from './cases/index.ts'
import { argvFor, layProbeConfig, startProbe, type ProbeRun } from './probe-process.ts'
import { createLeftOut } from './probe/left-out.ts'
import { probe } from './probe/probe.ts'
import { reportSchema } from './probe/report.ts'
import { secret, startTestedSandbox, testedUser, type TestedSandbox } from './tenants/sandbox.ts'

const hourMs = 3_600_000
const colleague = { id: '5e1f6a70-2b3c-4d5e-9f60-718293a4b5c6', displayName: 'Tobias Ekwall' }

let sandbox: TestedSandbox
let folder: string

beforeEach(async () => {
  sandbox = await startTestedSandbox()
  folder = tempFolder()
  const { tenant } = sandbox.https
  const nowMs = Date.now()
  tenant.addUser(colleague)
  tenant.addCard({ userId: colleague.id, clockedInAtMs: nowMs - 2 * hourMs })
  tenant.addCard({ userId: testedUser.id, clockedInAtMs: nowMs - 9 * hourMs, clockedOutAtMs: nowMs - hourMs })
})
afterEach(() => sandbox.close())

/** The probe without a process of its own. */
async function run(
  changes: Partial<Parameters<typeof probe>[0]> = {},
  secret?: string,
  leftOut = createLeftOut(),
): Promise<ProbeRun> {
  const { https } = sandbox
  const output = { stdout: '', stderr: '' }
  const client = httpsFetch(https.caPem)
  const code = await probe(
    {
      kind: 'probe',
      configPath: layProbeConfig(folder, https, secret === undefined ? undefined : 'secret'),
      teamId: https.teamId,
      userId: testedUser.id,
      isTeamKnown: false,
      reportPath: undefined,
      ...changes,
    },
    {
      fetch: client.fetch,
      env: {
        XDG_STATE_HOME: join(folder, 'state'),
        ...(secret !== undefined && { SHIFTS_KIOSK_CLIENT_SECRET: secret }),
      },
      leftOut,
      say: (text) => void (output.stdout += `${leftOut.clean(text)}\n`),
      warn: (text) => void (output.stderr += `${leftOut.clean(text)}\n`),
      isInterrupted: () => false,
    },
  )
  client.close()
  return { code, signal: null, ...output }
}

const cards = (): string => JSON.stringify(sandbox.https.tenant.cards())
const notes = (): readonly string[] => {
  const state = join(folder, 'state', 'shifts-badge-kiosk')
  return existsSync(state) ? readdirSync(state) : []
}

/** Everything that names somebody or lets somebody in. */
function planted(): readonly string[] {
  const { https } = sandbox
  const key = https.clientCertificate.privateKeyPem.split('\n').filter((line) => line.length > 40)
  return [
    ...Object.values(testedUser),
    ...Object.values(colleague),
    'Maren',
    'Ekwall',
    https.tenantId,
    https.clientId,
    https.teamId,
    secret,
    ...key,
    ...https.tenant.cards().map(({ id }) => id),
    // How a token and an assertion begin; three letters alone may be those of a temporary folder.
    'eyJ0eXAi',
    'eyJhbGci',
    'TCK_',
  ]
}

function mustNameNobody(text: string): void {
  const lower = text.toLowerCase()
  expect(planted().filter((value) => lower.includes(value.toLowerCase()))).toEqual([])
}

test('every case is seen, the team is left as it was, and no output names anybody', async () => {
  const before = cards()
  const reportPath = join(folder, 'report.json')
  const { https } = sandbox
  const argv = argvFor(layProbeConfig(folder, https), https, '--report', reportPath)
  const { code, stdout, stderr } = await startProbe(folder, https, argv).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(cards()).toBe(before)
  expect(notes()).toEqual([])

  const text = readFileSync(reportPath, 'utf8')
  const report = reportSchema.parse(JSON.parse(text))
  expect(report.cases.map(({ id }) => id)).toEqual(graphCases.map(({ id }) => id))
  const notSeen = report.cases.filter(({ seen }) => seen.kind !== 'answer').map(({ id }) => id)
  const isNotProbed = graphCases.filter(({ notProbed }) => notProbed !== undefined).map(({ id }) => id)
  expect(new Set(notSeen)).toEqual(new Set(['token.secret', ...isNotProbed]))
  expect(report.isMicrosoft).toBe(false)
  for (const { id } of graphCases) expect(stdout).toContain(id)
  mustNameNobody(stdout + stderr + text)
})

test('an answer that the kiosk is not ready for is reported clearly, with its meaning, and names nobody', async () => {
  const { tenant } = sandbox.https
  tenant.rules.connectorVeto = `Payroll of ${testedUser.displayName} <${testedUser.userPrincipalName}> is closed`
  const reportPath = join(folder, 'report.json')
  const { code, stdout, stderr } = await run({ reportPath })
  expect(code).toBe(3)
  expect(stderr).toContain('The kiosk is not ready for this answer: clock-out.card-afterwards')
  expect(stderr).toContain('for people')
  mustNameNobody(stdout + stderr + readFileSync(reportPath, 'utf8'))
})

describe('nothing is changed', () => {
  async function mustRefuse(why: string, changes: Parameters<typeof run>[0] = {}): Promise<void> {
    const { code, stdout, stderr } = await run(changes)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) as string })
    expect(sandbox.https.tenant.ledger).toEqual([])
    mustNameNobody(stdout + stderr)
  }

  test('on a team whose name does not mark it as a test team, even with --i-know', async () => {
    await sandbox.close()
    sandbox = await startTestedSandbox({}, 'Warehouse')
    await mustRefuse("the team's name does not contain", { isTeamKnown: true })
  })

  test('on a team whose name may not be read', async () => {
    sandbox.https.tenant.consent = ['Schedule.ReadWrite.All']
    await mustRefuse('--i-know')
  })

  test('if the user is working', async () => {
    const { tenant } = sandbox.https
    tenant.addCard({ userId: testedUser.id, clockedInAtMs: Date.now() - hourMs })
    await mustRefuse('the user has an open time card')
  })

  test('if the created cards cannot be noted', async () => {
    mkdirSync(join(folder, 'state'))
    writeFileSync(join(folder, 'state', 'shifts-badge-kiosk'), '')
    await mustRefuse('what is made cannot be noted')
  })

  test('if the app cannot sign in', async () => {
    const wrong = 'this one is wrong'
    const { code, stderr } = await run({}, wrong)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('AADSTS7000215') as string })
    expect(stderr).not.toContain(wrong)
  })
})

describe('interrupted', () => {
  async function startAndWait() {
    const { https } = sandbox
    const probe = startProbe(folder, https, argvFor(layProbeConfig(folder, https), https))
    await waitUntil('a card of its own', () => https.tenant.ledger.some(({ kind }) => kind === 'clockIn'), {
      limitMs: 30_000,
      everyMs: 1,
    })
    return probe
  }

  test('killed in the middle, the next start deletes what was left, before anything else', async () => {
    const { tenant } = sandbox.https
    const before = cards()
    // Killed while a card is there: deleting takes its time.
    tenant.faults.set({ kind: 'latency', ms: 2_000 }, { routes: ['delete-time-card'] })
    const probe = await startAndWait()
    probe.child.kill('SIGKILL')
    expect((await probe.ended).signal).toBe('SIGKILL')
    expect(cards()).not.toBe(before)
    // Besides what it was writing when it was killed.
    const [note = ''] = notes()
    writeFileSync(join(folder, 'state', 'shifts-badge-kiosk', `${note}.${probe.child.pid}`), '')
    tenant.faults.clear()

    // A user who works keeps the rest of the run from beginning.
    const open = tenant.addCard({ userId: testedUser.id, clockedInAtMs: Date.now() - hourMs })
    const { code, stdout } = await run()
    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining('1 deleted.') as string })
    expect(tenant.cards().filter(({ id }) => id !== open.id)).toEqual(JSON.parse(before))
    expect(notes()).toEqual([])
  })

  test('killed before it knew the ID of its card, the next start finds it by its note', async () => {
    const { tenant } = sandbox.https
    const before = cards()
    tenant.faults.set({ kind: 'latency', ms: 5_000, when: 'after' }, { routes: ['clock-in'] })
    const probe = await startAndWait()
    probe.child.kill('SIGKILL')
    await probe.ended
    tenant.faults.clear()
    const open = tenant.addCard({ userId: testedUser.id, clockedInAtMs: Date.now() - hourMs })
    expect((await run()).stdout).toContain('1 deleted.')
    expect(tenant.cards().filter(({ id }) => id !== open.id)).toEqual(JSON.parse(before))
  })

  test('by SIGINT, it deletes its cards and ends with 130', async () => {
    const before = cards()
    const probe = await startAndWait()
    probe.child.kill('SIGINT')
    const { code, stdout, stderr } = await probe.ended
    expect(code).toBe(130)
    expect(cards()).toBe(before)
    expect(notes()).toEqual([])
    mustNameNobody(stdout + stderr)
  })

  test('if its cards cannot be deleted, it says so, and they stay noted for the next start', async () => {
    sandbox.https.tenant.faults.set({ kind: 'status', status: 500 }, { routes: ['delete-time-card'] })
    const probe = await startAndWait()
    probe.child.kill('SIGINT')
    const { code, stderr } = await probe.ended
    expect({ code, left: notes().length }).toEqual({ code: 4, left: 1 })
    expect(stderr).toContain('The team is not as it was')
  })
})

describe('the team is as it was', () => {
  /** Befalls the requests of one call, the given one of them alone. */
  function losing(route: 'clock-in' | 'create-time-card' | 'delete-time-card', which: number): void {
    let count = 0
    sandbox.https.tenant.faults.set(
      { kind: 'answer-lost-after' },
      { routes: [route], matching: () => (count += 1) === which, times: 1 },
    )
  }

  test.each(['clock-in', 'create-time-card', 'delete-time-card'] as const)(
    'after a lost answer to %s',
    async (route) => {
      const before = cards()
      losing(route, 2)
      const { code, stdout } = await run()
      expect({ code, stdout }).toEqual({
        code: expect.not.toSatisfy((is: number) => is === 2 || is === 4) as number,
        stdout: expect.stringContaining('The team is as it was.') as string,
      })
      expect(cards()).toBe(before)
      expect(notes()).toEqual([])
    },
  )

  test('if the user starts work meanwhile, and a clock-in is answered with that card', async () => {
    const { tenant } = sandbox.https
    tenant.rules.clockInWhileClockedIn = 'ignore'
    let own: string | undefined
    tenant.faults.set(
      { kind: 'latency', ms: 1 },
      {
        routes: ['clock-in'],
        matching: () => {
          own ??= tenant.addCard({ userId: testedUser.id, clockedInAtMs: Date.now() - 60_000 }).id
          return true
        },
      },
    )
    const { code, stderr } = await run()
    expect(tenant.cards().filter(({ id }) => id === own)).toMatchObject([{ state: 'clockedIn' }])
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('the user works') as string })
    mustNameNobody(stderr)
  })
})

describe('what an earlier run has left', () => {
  const mark = 'kiosk-probe-0123456789abcdef'

  /** The notes of a run that was killed, as a run writes them. */
  async function killedRun(changes: object): Promise<void> {
    const { tenant } = sandbox.https
    tenant.faults.set({ kind: 'latency', ms: 5_000 }, { routes: ['clock-in'] })
    const { https } = sandbox
    const probe = startProbe(folder, https, argvFor(layProbeConfig(folder, https), https))
    await waitUntil('its notes', () => notes().some((name) => name.endsWith('.json')), {
      limitMs: 30_000,
      everyMs: 1,
    })
    probe.child.kill('SIGKILL')
    await probe.ended
    tenant.faults.clear()
    const path = join(
      folder,
      'state',
      'shifts-badge-kiosk',
      notes().find((name) => name.endsWith('.json')) ?? '',
    )
    const known = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({ ...known, marks: [mark], isMaking: false, cardIds: [], ...changes }))
  }

  test('a card that a lagging list does not show yet is found all the same, whatever else is there', async () => {
    const { tenant } = sandbox.https
    const before = cards()
    const left = (id: string): void => {
      tenant.addCard({ id, userId: testedUser.id, clockedInAtMs: Date.now() - 60_000 })
      Object.assign(tenant.card(id) ?? {}, { notes: { contentType: 'text', content: mark } })
    }
    await killedRun({ isMaking: true, cardIds: ['TCK_known'] })
    left('TCK_known')
    let lists = 0
    tenant.faults.set(
      { kind: 'latency', ms: 1 },
      {
        routes: ['list-time-cards'],
        matching: () => {
          lists += 1
          if (lists === 2) left('TCK_late')
          return true
        },
      },
    )
    await run()
    expect(lists).toBeGreaterThan(1)
    expect(cards()).toBe(before)
  })

  test('a card that the notes name but that has no mark is not touched', async () => {
    const { tenant } = sandbox.https
    const colleagues = tenant.cards().find(({ userId }) => userId === colleague.id)?.id ?? ''
    await killedRun({ cardIds: [colleagues] })
    const before = cards()
    const { code, stderr } = await run()
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('was not touched') as string,
    })
    expect(cards()).toBe(before)
  })

  test('is not searched for among the cards of another user', async () => {
    await killedRun({ isMaking: true })
    const { code, stderr } = await run({ userId: colleague.id })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('another user') as string })
    expect(notes().some((name) => name.endsWith('.json'))).toBe(true)
  })
})

test('of two probes started at once, one is refused', async () => {
  const before = cards()
  const both = await Promise.all([run(), run()])
  expect(both.map(({ code }) => code).sort()).toEqual([0, 2])
  expect(both.map(({ stderr }) => stderr).join('')).toContain('another probe of this team has begun')
  expect(cards()).toBe(before)
})

test('a person’s number that equals a duration does not spoil the report', async () => {
  const reportPath = join(folder, 'report.json')
  const leftOut = createLeftOut()
  leftOut.add('2026', 'cases')
  const { code } = await run({ reportPath }, undefined, leftOut)
  expect(code).toBe(0)
  expect(reportSchema.safeParse(JSON.parse(readFileSync(reportPath, 'utf8'))).success).toBe(true)
})
