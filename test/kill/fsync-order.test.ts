import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { startHttpsTenant } from '../support/https-tenant.ts'
import { startPreview } from '../support/preview-process.ts'
import { clockEverybodyIn, layOutSite, staff } from '../support/site.ts'
import { waitUntil } from '../support/wait-until.ts'
import { isFlush, parseTrace, strace, whyNoStrace } from './system-calls.ts'

/**
 * That a commit is on the disk before the first byte of the request that follows it. A kill cannot show that: what
 * a killed process has written stays with the system. So the system calls of the built preview host are recorded
 * while one person taps.
 */
const why = whyNoStrace()
if (why !== undefined) process.stdout.write(`Skipped: the order of flush and request: ${why}.\n`)

/** `wrote` an event to the journal's write-ahead log, `flushed` that, `sent` something to the tenant. */
type Step = 'wrote tapped' | 'wrote sending' | 'wrote confirmed' | 'wrote' | 'flushed' | 'sent'

let steps: readonly Step[] = []

beforeAll(async () => {
  if (why === undefined) steps = await recordTap()
})

test.skipIf(why !== undefined)(
  'nothing is sent to Shifts while anything written to the journal is not yet flushed to disk',
  () => {
    expect(steps).toContain('sent')
    expect(sentUnflushed(steps)).toEqual([])
  },
)

test.skipIf(why !== undefined)(
  'the tap is on disk before its first request leaves, and `sending` before the clock-out leaves',
  () => {
    const fromTheTap = steps.slice(steps.indexOf('wrote tapped'))
    expect(withoutRepeats(fromTheTap)).toEqual([
      'wrote tapped',
      'flushed',
      'sent',
      'wrote sending',
      'flushed',
      'sent',
      'wrote confirmed',
      'flushed',
    ])
  },
)

/** One person taps; the tenant gets requests only for its list of cards and for the clock-out. */
async function recordTap(): Promise<Step[]> {
  const tenant = await startHttpsTenant()
  const site = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  try {
    clockEverybodyIn(tenant)
    const tracePath = join(site.folder, 'trace')
    const kiosk = await startPreview({
      configPath: site.configPath,
      caPath: tenant.caPath,
      under: strace(tracePath),
    })
    await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready', 30_000)
    // Requested ahead of time, so that it does not interfere.
    await waitUntil("a token and the team's schedule", () =>
      tenant.tenant.requests.some(({ route }) => route === 'get-schedule'),
    )
    const requestsBefore = tenant.tenant.requests.length
    await kiosk.type(staff.ana.badge)
    await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed', 30_000)
    const ended = new RegExp(`^${kiosk.process.pid} +\\+\\+\\+ exited`, 'm')
    await kiosk.stop()
    const trace = await waitUntil('the end of the trace', () => {
      const text = readFileSync(tracePath, 'utf8')
      return ended.test(text) && text
    })
    expect(tenant.tenant.requests.slice(requestsBefore).map(({ route }) => route)).toEqual([
      'list-time-cards',
      'clock-out',
    ])
    return stepsIn(trace, new URL(tenant.url).host)
  } finally {
    await tenant.close()
    site.remove()
  }
}

function stepsIn(trace: string, tenantHost: string): Step[] {
  const steps: Step[] = []
  const seen = new Set<Step>()
  for (const call of parseTrace(trace)) {
    if (call.on.endsWith(`->${tenantHost}]`)) steps.push('sent')
    if (!call.on.endsWith('/journal.db-wal')) continue
    if (isFlush(call)) {
      steps.push('flushed')
      continue
    }
    // Later pages hold the earlier events as well: each event is reported where it first appears.
    const event = eventSteps.find(([step, text]) => !seen.has(step) && call.rest.includes(text))
    if (event !== undefined) seen.add(event[0])
    steps.push(event?.[0] ?? 'wrote')
  }
  return steps
}

/** An event's kind and the beginning of its body stand side by side in the row, and so in the page. */
const eventSteps: readonly (readonly [Step, string])[] = [
  ['wrote tapped', 'tapped{'],
  ['wrote sending', 'sending{'],
  ['wrote confirmed', 'confirmed{'],
]

function sentUnflushed(all: readonly Step[]): readonly Step[] {
  return all.filter((step, index) => {
    const before = all.slice(0, index)
    return (
      step === 'sent' &&
      before.findLastIndex((other) => other.startsWith('wrote')) > before.lastIndexOf('flushed')
    )
  })
}

/** An event's write and the other pages of its commit are one step, as is what follows a send. */
function withoutRepeats(all: readonly Step[]): readonly Step[] {
  return all.filter((step, index) => step !== 'wrote' && step !== all[index - 1])
}
