import { expect, test } from 'vitest'
import { diagnosticsOf, type DiagnosticsFacts } from '../../electron/maintenance/diagnostics.ts'
import { drawQr } from '../../renderer/qr.ts'

const nowMs = Date.UTC(2026, 2, 1, 7, 15)
const hourMs = 3_600_000

const well: DiagnosticsFacts = {
  nowMs,
  kioskId: 'dock-3',
  version: '1.2.3',
  runtime: 'Electron 45.4.1, Node 24.9.0, linux x64',
  startedAtMs: nowMs - 83 * hourMs,
  state: {
    site: { kioskName: 'Dock 3', locale: 'en', timeZone: 'Europe/Madrid' },
    reader: { kind: 'ready', readers: ['ACS ACR122U'] },
    connection: 'online',
    waitingTaps: 0,
  },
  alarms: [],
  clockAheadMs: 240,
  token: { expiresAtMs: nowMs + hourMs },
  certificateEndsAtMs: nowMs + 200 * 24 * hourMs,
  oldestTapAtMs: undefined,
  parkedTaps: 0,
  latency: { taps: 57, p50Ms: 412, p95Ms: 1_930 },
  failures: [],
  config: {
    path: '/etc/shifts-badge-kiosk/config.json',
    rows: [
      { key: 'shifts.note', value: '""', source: 'default' },
      { key: 'kiosk.id', value: '"dock-3"', source: 'line 3' },
    ],
  },
}

const statusOf = (facts: Partial<DiagnosticsFacts>) =>
  new Map(
    diagnosticsOf({ ...well, ...facts })
      .filter(({ title }) => title.endsWith('status'))
      .flatMap(({ rows }) => rows)
      .map(({ label, value, note, attention }) => [
        label,
        `${attention === true ? '! ' : ''}${value}${note === undefined ? '' : ` (${note})`}`,
      ]),
  )

test('a healthy kiosk needs no attention', () => {
  expect(Object.fromEntries(statusOf({}))).toEqual({
    Kiosk: 'dock-3',
    Version: '1.2.3 (Electron 45.4.1, Node 24.9.0, linux x64)',
    'Running since': '2026-02-25 21:15 (3 d 11 h)',
    Reader: 'ready (ACS ACR122U)',
    Shifts: 'online',
    'PC clock': "+0.24 s (against Microsoft's)",
    Token: 'until 2026-03-01 09:15',
    Certificate: 'until 2026-09-17 (200 d left)',
    'Waiting taps': '0',
    'Parked taps': '0',
    'Tap to confirmed': 'p50 0.41 s, p95 1.93 s (last 57)',
  })
})

test.each<[string, Partial<DiagnosticsFacts>, string]>([
  [
    'Reader',
    { state: { ...well.state, reader: { kind: 'no-service', why: 'service-stopped' } } },
    '! no-service (service-stopped)',
  ],
  [
    'Reader',
    { state: { ...well.state, reader: { kind: 'no-such-reader', present: ['PICC 0', 'SAM 0'] } } },
    '! no-such-reader (there: PICC 0, SAM 0)',
  ],
  [
    'Reader',
    { state: { ...well.state, reader: { kind: 'no-access', detail: 'refused' } } },
    '! no-access (refused)',
  ],
  [
    'Not a badge reader',
    {
      state: {
        ...well.state,
        reader: {
          kind: 'ready',
          readers: ['PICC 0'],
          others: [{ name: 'SAM 0', why: 'its name says SAM slot' }],
        },
      },
    },
    'SAM 0 (its name says SAM slot)',
  ],
  ['Shifts', { state: { ...well.state, connection: 'offline' } }, '! offline'],
  ['PC clock', { clockAheadMs: -3 * hourMs - 300_000 }, "! -3 h 5 min (against Microsoft's)"],
  ['PC clock', { clockAheadMs: undefined }, 'not known (no server has answered yet)'],
  ['Token', { token: {} }, '! none'],
  ['Token', { token: { expiresAtMs: nowMs - 1 } }, '! none'],
  [
    'Token',
    { token: { failure: { what: 'refused AADSTS700024', correlationId: '6f2b1c1e', atMs: nowMs } } },
    '! none (2026-03-01 08:15 refused AADSTS700024, correlation id 6f2b1c1e)',
  ],
  ['Certificate', { certificateEndsAtMs: nowMs + 15 * 24 * hourMs }, '! until 2026-03-16 (15 d left)'],
  ['Certificate', { certificateEndsAtMs: nowMs - hourMs }, '! until 2026-03-01 (expired)'],
  ['Certificate', { certificateEndsAtMs: undefined }, 'none'],
  [
    'Waiting taps',
    { state: { ...well.state, waitingTaps: 3 }, oldestTapAtMs: nowMs - hourMs },
    '! 3 (oldest 2026-03-01 07:15)',
  ],
  ['Parked taps', { parkedTaps: 2 }, '! 2 (see --journal list)'],
  ['Tap to confirmed', { latency: undefined }, 'no tap yet'],
  ['Alarm offline', { alarms: [{ kind: 'offline', detail: 'no answer' }] }, '! no answer'],
])('%s', (label, facts, text) => {
  expect(statusOf(facts).get(label)).toBe(text)
})

test('a failure is shown with its ID, and values from the file come before defaults', () => {
  const pages = diagnosticsOf({
    ...well,
    failures: [
      {
        event: 'graph.failed',
        what: 'forbidden 403 AccessDenied',
        requestId: '8a4f2f5c-2b1e-4b7a-9f0d-0c2e5b7d9a10',
        times: 3,
        lastAtMs: nowMs,
      },
    ],
  })
  expect(pages.find(({ title }) => title.endsWith('failures'))?.rows).toEqual([
    {
      label: 'graph.failed',
      value: 'forbidden 403 AccessDenied, 3 times',
      note: '2026-03-01 08:15 8a4f2f5c-2b1e-4b7a-9f0d-0c2e5b7d9a10',
    },
  ])
  expect(pages.at(-1)?.rows.map(({ label }) => label)).toEqual(['File', 'kiosk.id', 'shifts.note'])
})

test('the code of a page is JSON of a known version with the same rows, and short enough for a camera', () => {
  const [first] = diagnosticsOf(well)
  expect(JSON.parse(first?.code ?? '')).toEqual({
    shiftsBadgeKiosk: 1,
    kiosk: 'dock-3',
    at: '2026-03-01T07:15:00Z',
    page: 'Diagnostics: status',
    rows: first?.rows.map(({ label, value, note }) =>
      note === undefined ? [label, value] : [label, value, note],
    ),
  })
})

test('however much there is to show, each page fits, no row is lost, and every code can be drawn', () => {
  const long = 'é'.repeat(400)
  const rows = Array.from({ length: 80 }, (_, index) => ({
    key: `group.key${index}`,
    value: index % 3 === 0 ? long : `"${index}"`,
    source: index % 2 === 0 ? `line ${index}` : 'default',
  }))
  const alarms = Array.from({ length: 8 }, (_, index) => ({ kind: `kind-${index}`, detail: long }))
  const pages = diagnosticsOf({ ...well, alarms, config: { path: long, rows } })
  expect(pages.map(({ number }) => number)).toEqual(pages.map((_, index) => index + 1))
  expect(new Set(pages.map(({ pages: count }) => count))).toEqual(new Set([pages.length]))
  const labels = pages.flatMap((page) => page.rows.map(({ label }) => label))
  for (const { key } of rows) expect(labels).toContain(key)
  for (const { code } of pages) {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(850)
    expect(drawQr(code).modules).toBeLessThanOrEqual(105)
    expect(JSON.parse(code)).toMatchObject({ shiftsBadgeKiosk: 1 })
  }
})
