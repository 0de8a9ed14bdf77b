import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { screenOf } from '../../electron/kiosk/flow/screen-of.ts'
import { initialFlow, step, type FlowEvent } from '../../electron/kiosk/flow/tap-flow.ts'

const person = { userId: '7d5f0f0e-0000-4000-8000-0000000000a1', displayName: 'Ana Ruiz' }
const everyReadIsANewTap = { repeatWindowMs: -1, slots: 3 }
const tapId = fc.constantFrom('t1', 't2', 't3')

const event: fc.Arbitrary<FlowEvent> = fc.oneof(
  tapId.map((id, at = { wallMs: 0, monotonicMs: Number(id.slice(1)) }): FlowEvent => ({
    kind: 'badge-read',
    tapId: id,
    tappedAtMs: 0,
    read: { kind: 'badge', badge: `04${id}` as BadgeId, at },
  })),
  tapId.map((id): FlowEvent => ({ kind: 'looked-up', tapId: id, answer: { kind: 'found', person } })),
  tapId.map((id): FlowEvent => ({ kind: 'recorded', tapId: id })),
  tapId.map((id): FlowEvent => ({ kind: 'not-recorded', tapId: id, detail: 'The disk is full.' })),
  tapId.map((id): FlowEvent => ({ kind: 'patience-ended', tapId: id })),
  tapId.map((id): FlowEvent => ({ kind: 'settled', tapId: id, result: { kind: 'confirmed', endedAtMs: 0 } })),
)

test('in any order of events, saved here is shown only for a tap that is on the disk', () => {
  const good: readonly FlowEvent[] = [
    { kind: 'reader', status: { kind: 'ready', readers: ['Reader'] } },
    { kind: 'directory', status: { kind: 'ready', people: 1 } },
    { kind: 'journal', status: { kind: 'ready' } },
  ]
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25 }), (events) => {
      let flow = good.reduce((before, one) => step(before, one, 0).flow, initialFlow(everyReadIsANewTap))
      const onDisk = new Set<string>()
      let nowMs = 0
      for (const happened of events) {
        nowMs += 700
        if (happened.kind === 'recorded') onDisk.add(happened.tapId)
        if (happened.kind === 'badge-read') onDisk.delete(happened.tapId)
        flow = step(flow, happened, nowMs).flow
        const screen = screenOf(flow, { nameShown: 'full', showHours: true })
        if (screen.name === 'saved-here') expect(onDisk).toContain(screen.tap.tapId)
      }
    }),
    { numRuns: 2_000 },
  )
})
