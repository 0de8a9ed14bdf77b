import type { DiagnosticsPage, DiagnosticsRow } from '../../electron/contract/kiosk-state.ts'

const status: readonly DiagnosticsRow[] = [
  { label: 'Kiosk', value: 'north-2', note: 'Warehouse North, door 2' },
  { label: 'Version', value: '0.1.0', note: 'Electron 45.4.1, Node 24.9.0, win32 x64' },
  { label: 'Running since', value: '2025-03-02 06:00', note: '3 d 11 h' },
  { label: 'Reader', value: 'ready', note: 'ACS ACR122U PICC Interface 00 00' },
  { label: 'Shifts', value: 'offline', note: 'no answer', attention: true },
  { label: 'PC clock', value: '+3 h 5 min', note: "ahead of Microsoft's servers", attention: true },
  {
    label: 'Token',
    value: 'none: AADSTS700024',
    note: '17:01:58, correlation 6f2b1c1e-9b3f-4d57-8c0e-1f0a4a1f9d10',
    attention: true,
  },
  { label: 'Certificate', value: '2025-03-20', note: '15 d left', attention: true },
  { label: 'Waiting', value: '3 taps', note: 'oldest 2025-03-05 14:12', attention: true },
  { label: 'Parked', value: '1 tap', note: 'run --journal list', attention: true },
  { label: 'Tap to confirmed', value: 'p50 0.42 s, p95 1.9 s', note: 'last 200 taps' },
]

const errors: readonly DiagnosticsRow[] = Array.from({ length: 4 }, (_, index) => ({
  label: `17:0${index}:12 graph.failed`,
  value: `forbidden 403 Authorization_RequestDenied, ${index + 1}×`,
  note: `request-id 8a4f2f5c-2b1e-4b7a-9f0d-0c2e5b7d9a1${index}`,
}))

const config: readonly DiagnosticsRow[] = [
  { label: 'File', value: 'C:\\ProgramData\\Shifts Badge Kiosk\\config.json' },
  { label: 'kiosk.id', value: '"north-2"', note: 'line 3' },
  { label: 'signIn.tenantId', value: '"7d5f0f0e-8c4b-4a49-9b7e-2b6a0e1c7a55"', note: 'line 6' },
  {
    label: 'signIn.certificatePath',
    value: '"C:\\\\ProgramData\\\\Shifts Badge Kiosk\\\\kiosk.pem"',
    note: 'line 8',
  },
  { label: 'shifts.atApprovedLocation', value: 'true', note: 'line 13' },
  { label: 'shifts.note', value: '"Badge kiosk {kioskName}"', note: 'default' },
  { label: 'directory.badgeNumberFormat', value: '"decimal-reversed"', note: 'line 20' },
  {
    label: 'signIn.clientSecret',
    value: '(hidden)',
    note: 'environment variable SHIFTS_KIOSK_CLIENT_SECRET',
  },
]

/** Full pages, in the form main sends them. */
export const diagnosticsPages: Readonly<Record<'status' | 'errors' | 'config', DiagnosticsPage>> = {
  status: pageOf(1, 'Diagnostics: status', status),
  errors: pageOf(2, 'Diagnostics: last errors', errors),
  config: pageOf(3, 'Diagnostics: config', config),
}

function pageOf(number: number, title: string, rows: readonly DiagnosticsRow[]): DiagnosticsPage {
  const codeRows = rows.map(({ label, value, note }) =>
    note === undefined ? [label, value] : [label, value, note],
  )
  const code = {
    shiftsBadgeKiosk: 1,
    kiosk: 'north-2',
    at: '2025-03-05T16:02:00Z',
    page: title,
    rows: codeRows,
  }
  return { number, pages: 3, title, rows, code: JSON.stringify(code).slice(0, 900) }
}
