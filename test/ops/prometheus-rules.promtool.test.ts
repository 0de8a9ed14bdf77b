import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { alarmKinds } from '../../electron/kiosk/health.ts'
import { prometheusText } from '../../electron/ops/health/health-prometheus.ts'
import { reportOf } from '../../electron/ops/health/health-report.ts'
import { promtool } from '../support/promtool.ts'
import { facts } from './prometheus/sample-facts.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

test('promtool accepts the metrics the kiosk writes', () => {
  const text = prometheusText(reportOf(facts, Date.UTC(2027, 0, 15, 8)), {
    alarmKinds: Object.keys(alarmKinds),
    isUp: true,
  })
  expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, text: '' })
})

test('promtool accepts the shipped alert rules', () => {
  const rules = pathOf('../../build/linux/shifts-badge-kiosk.rules.yml')
  expect(promtool(['check', 'rules', rules])).toMatchObject({ status: 0 })
})

/** 150 simulated hours take some seconds. */
const rulesTakeMs = 120_000

test(
  'a kiosk that is killed, an alarm and a certificate that expires each raise their alert',
  () => {
    expect(promtool(['test', 'rules', pathOf('prometheus/rules.test.yml')])).toMatchObject({ status: 0 })
  },
  rulesTakeMs,
)
