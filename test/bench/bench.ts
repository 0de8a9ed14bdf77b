import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWhereStale } from '../../build/build.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { layOutSite } from '../support/site.ts'
import { waitUntil } from '../support/wait-until.ts'
import { atPercentile, milliseconds, printTable, type Row } from './report.ts'

/**
 * `npm run bench`: how long a person waits and how often Shifts is asked, from the tap to *heard* and *confirmed*.
 * The built kiosk as a process of its own, against the sandbox tenant over real HTTPS with a set round trip.
 */
const help = `Usage: npm run bench -- [--taps N] [--round-trip MS] [--json FILE]

  --taps N         how many people tap, one after the other (default 60)
  --round-trip MS  how long the tenant takes to answer each request (default 100)
  --json FILE      also writes the results as JSON
`

const { values } = parseArgs({
  options: {
    taps: { type: 'string', default: '60' },
    'round-trip': { type: 'string', default: '100' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const taps = Number(values.taps)
const roundTripMs = Number(values['round-trip'])

if (values.help === true || !(taps >= 1) || !(roundTripMs >= 0)) {
  process.stdout.write(help)
  process.exitCode = values.help === true ? 0 : 2
} else {
  await bench()
}

async function bench(): Promise<void> {
  await buildWhereStale()
  const tenant = await startHttpsTenant()
  const site = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const people = Array.from({ length: taps }, (_, index) => personOf(index))
  writeFileSync(
    join(site.folder, 'roster.csv'),
    ['badge,user id,name', ...people.map(({ badge, userId, name }) => `${badge},${userId},${name}`)].join(
      '\n',
    ),
  )
  for (const { userId, name } of people) {
    tenant.tenant.addUser({ id: userId, displayName: name })
    tenant.tenant.addCard({ userId, clockedInAtMs: Date.now() - 6 * 3_600_000 })
  }
  const kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  try {
    await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
    await waitUntil('the first token', () =>
      tenant.tenant.requests.some(({ route, status }) => route === 'token' && status === 200),
    )
    tenant.tenant.faults.set({ kind: 'latency', ms: roundTripMs })
    report(await measure(kiosk, tenant, people))
  } finally {
    await kiosk.stop()
    await tenant.close()
    site.remove()
  }
}

interface Measured {
  readonly heardMs: readonly number[]
  readonly confirmedMs: readonly number[]
  /** Requests to Graph that each tap caused. */
  readonly requests: readonly number[]
  readonly tokenRequests: number
}

async function measure(
  kiosk: PreviewProcess,
  { tenant }: HttpsTenant,
  people: readonly Person[],
): Promise<Measured> {
  const heardMs: number[] = []
  const confirmedMs: number[] = []
  const requests: number[] = []
  const before = tenant.requests.length
  for (const [index, { badge, name }] of people.entries()) {
    process.stderr.write(`\r${index + 1} of ${people.length} taps`)
    const asked = tenant.requests.length
    const startedAt = performance.now()
    const typed = kiosk.type(badge)
    await kiosk.reaches('heard', ({ screen }) => showsTapOf(screen, name), 10_000)
    heardMs.push(performance.now() - startedAt)
    await kiosk.reaches(
      'confirmed',
      ({ screen }) => screen.name === 'confirmed' && screen.tap.personName === name,
    )
    confirmedMs.push(performance.now() - startedAt)
    await typed
    requests.push(tenant.requests.length - asked)
    // People come about one a second: faster, and the four requests a second of a team would be what is measured.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 600 - (performance.now() - startedAt))))
  }
  process.stderr.write('\n')
  const tokenRequests = tenant.requests.slice(before).filter(({ route }) => route === 'token').length
  return { heardMs, confirmedMs, requests, tokenRequests }
}

function showsTapOf(
  screen: Parameters<Parameters<PreviewProcess['reaches']>[1]>[0]['screen'],
  name: string,
): boolean {
  return (screen.name === 'heard' || screen.name === 'confirmed') && screen.tap.personName === name
}

function report(measured: Measured): void {
  const spread = (what: string, values: readonly number[], target: string): Row => ({
    what,
    median: milliseconds(atPercentile(values, 50)),
    p95: milliseconds(atPercentile(values, 95)),
    most: milliseconds(Math.max(...values)),
    target,
  })
  const count = (what: string, median: number, p95: number, most: number, target: string): Row => ({
    what,
    median: String(median),
    p95: String(p95),
    most: String(most),
    target,
  })
  const { heardMs, confirmedMs, requests, tokenRequests } = measured
  const rows: Row[] = [
    spread('tap to heard', heardMs, 'p95 ≤ 100 ms'),
    spread('tap to confirmed', confirmedMs, ''),
    spread(
      'tap to confirmed, without the round trips',
      confirmedMs.map((ms, index) => ms - (requests[index] ?? 0) * roundTripMs),
      '',
    ),
    count(
      'requests from tap to confirmed',
      atPercentile(requests, 50),
      atPercentile(requests, 95),
      Math.max(...requests),
      '1 with a fresh list, 2 without',
    ),
    count('token requests', tokenRequests, tokenRequests, tokenRequests, '0'),
  ]
  process.stdout.write(
    `${taps} taps, round trip ${roundTripMs} ms, Node ${process.versions.node}, ${cpus().length} cores, ${process.platform}\n\n`,
  )
  printTable(rows)
  if (values.json !== undefined) {
    const results = {
      date: new Date().toISOString(),
      taps,
      roundTripMs,
      node: process.versions.node,
      ...measured,
    }
    writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`)
  }
}

interface Person {
  readonly badge: string
  readonly userId: string
  readonly name: string
}

function personOf(index: number): Person {
  const hex = index.toString(16).padStart(6, '0').toUpperCase()
  return {
    badge: `04${hex}A1B2C3`,
    userId: `2d1f4b63-0f8e-4b5f-9b4f-0000${hex.padStart(8, '0').toLowerCase()}`,
    name: `Employee ${index + 1}`,
  }
}
