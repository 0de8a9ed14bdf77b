import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { initialFlow, step, type FlowEvent } from '../../../electron/kiosk/flow/tap-flow.ts'

interface Due {
  readonly atMs: number
  readonly event: FlowEvent
}

test('in a queue without end, the screen is arranged a few times for each tap, however many came before', () => {
  let flow = initialFlow({ repeatWindowMs: 20_000, slots: 3 })
  const due: Due[] = []
  let arranged = 0
  const give = (event: FlowEvent, nowMs: number): void => {
    if (event.kind === 'slots-due') arranged += 1
    const next = step(flow, event, nowMs)
    flow = next.flow
    for (const effect of next.effects)
      if (effect.kind === 'wait') due.push({ atMs: nowMs + effect.afterMs, event: effect.event })
  }
  const advanceTo = (nowMs: number): void => {
    for (;;) {
      due.sort((a, b) => a.atMs - b.atMs)
      const [first] = due
      if (first === undefined || first.atMs > nowMs) return
      due.shift()
      give(first.event, first.atMs)
    }
  }
  give({ kind: 'reader', status: { kind: 'ready', readers: ['Reader'] } }, 0)
  give({ kind: 'directory', status: { kind: 'ready', people: 1 } }, 0)
  give({ kind: 'journal', status: { kind: 'ready' } }, 0)
  const taps = 400
  const everyMs = 400
  for (let tap = 1; tap <= taps; tap += 1) {
    const nowMs = tap * everyMs
    advanceTo(nowMs)
    const tapId = `tap-${tap}`
    const badge = tap.toString(16).padStart(8, '0').toUpperCase() as BadgeId
    const read = { kind: 'badge', badge, at: { wallMs: nowMs, monotonicMs: nowMs } } as const
    give({ kind: 'badge-read', tapId, tappedAtMs: nowMs, read }, nowMs)
    give({ kind: 'looked-up', tapId, answer: { kind: 'unknown' } }, nowMs)
  }
  expect(arranged / taps).toBeLessThan(6)
  expect(due.filter(({ event }) => event.kind === 'slots-due').length).toBeLessThan(20)
})
