import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { rowMs } from '../../electron/kiosk/flow/screen-slots.ts'
import { initialFlow, step, type FlowEvent, type TapFlow } from '../../electron/kiosk/flow/tap-flow.ts'

/** Node's timers may fire a fraction of a millisecond before the monotonic clock says so. */

function after(flow: TapFlow, nowMs: number, ...events: readonly FlowEvent[]): TapFlow {
  return events.reduce((before, event) => step(before, event, nowMs).flow, flow)
}

const read = (tapId: string, nowMs: number): FlowEvent => ({
  kind: 'badge-read',
  tapId,
  tappedAtMs: nowMs,
  read: { kind: 'badge', badge: `04${tapId}` as BadgeId, at: { wallMs: nowMs, monotonicMs: nowMs } },
})

test('a row leaves even if its timer fired too early', () => {
  const ready = after(
    initialFlow({ repeatWindowMs: 20_000, slots: 3 }),
    0,
    { kind: 'reader', status: { kind: 'ready', readers: ['Reader'] } },
    { kind: 'directory', status: { kind: 'ready', people: 1 } },
    { kind: 'journal', status: { kind: 'ready' } },
  )
  const refused = after(ready, 0, read('a', 0), {
    kind: 'looked-up',
    tapId: 'a',
    answer: { kind: 'unknown' },
  })
  const beside = after(refused, 500, read('b', 500))
  expect(beside.slots.rows[0]).toBe('a')
  const due = { kind: 'slots-due', atMs: rowMs.refused } as const
  const early = step(beside, due, rowMs.refused - 0.6)
  expect(early.flow.slots.rows[0]).toBe('a')
  expect(early.effects).toContainEqual({ kind: 'wait', afterMs: 1, event: due })
  expect(after(early.flow, rowMs.refused + 0.4, due).slots.rows[0]).toBeUndefined()
})
