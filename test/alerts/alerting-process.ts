import { readFileSync } from 'node:fs'
import { alertFile } from '../../electron/alerts/alert-state.ts'
import { createAlerts } from '../../electron/alerts/alerts.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { silentLog } from '../../electron/base/log/log.ts'
import { key, open } from '../journal/journal-fixture.ts'
import { httpsFetch } from '../support/https-fetch.ts'

/** Alerts in a process of its own, to be killed: journal, state, authority and address are the arguments. */
const [, , journalPath = '', statePath = '', caPath = '', url = ''] = process.argv
const journal = open(journalPath)
createAlerts({
  kiosk: { id: 'dock-3', name: 'Dock 3' },
  version: '1.2.3',
  format: 'json',
  heartbeatAt: '23:59',
  webhook: () => Promise.resolve({ kind: 'ok', url }),
  fetch: httpsFetch(readFileSync(caPath, 'utf8')).fetch,
  store: alertFile(statePath, () => key),
  parkedSince: (after, limit) => journal.parkedSince(after, limit),
  queue: () => ({ waitingTaps: 0, parkedTaps: 0 }),
  timeZone: () => 'UTC',
  shownName: (name) => name,
  nowMs: () => Date.UTC(2026, 6, 1),
  clock: { ...systemClock, after: (ms, action) => systemClock.after(ms / 50, action) },
  log: silentLog,
}).start()
