import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StandingAlarm } from '../../electron/alerts/alarm-episodes.ts'
import { alertFile } from '../../electron/alerts/alert-state.ts'
import { createAlerts, type Alerts } from '../../electron/alerts/alerts.ts'
import type { AlertFormat } from '../../electron/alerts/post-alert.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import type { PunchEventBody } from '../../electron/journal/punch-event.ts'
import type { SiteKey } from '../../electron/journal/chain/site-key.ts'
import { key, open, parked, tapped } from '../journal/journal-fixture.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

export const startMs = Date.UTC(2026, 6, 1, 3)
export const minuteMs = 60_000

/** Alerts of one kiosk over real HTTPS and a real journal, in virtual time. No heartbeat unless `heartbeatAt` comes. */
export async function alertingKiosk({
  format = 'json',
  heartbeatAt = '23:59',
}: { readonly format?: AlertFormat; readonly heartbeatAt?: string } = {}) {
  const folder = tempFolder()
  const receiver = await startWebhookReceiver()
  const clock = createVirtualClock(startMs)
  const log = createCollectedLog()
  const journalPath = join(folder, 'journal.db')
  const statePath = join(folder, 'alerts.json')
  let journal: Journal = open(journalPath)
  let webhook: { kind: 'ok'; url: string } | { kind: 'bad'; problem: string } = {
    kind: 'ok',
    url: receiver.url,
  }
  let siteKey: SiteKey | undefined = key
  let alerts: Alerts | undefined
  let alarms: readonly StandingAlarm[] = []
  let underWay = 0

  const begin = (): Alerts => {
    alerts = createAlerts({
      kiosk: { id: 'dock-3', name: 'Dock 3' },
      version: '1.2.3',
      format,
      heartbeatAt,
      webhook: () => Promise.resolve(webhook),
      fetch: async (...request) => {
        underWay += 1
        return receiver.fetch(...request).finally(() => (underWay -= 1))
      },
      store: alertFile(statePath, () => siteKey),
      parkedSince: (after, limit) => journal.parkedSince(after, limit),
      queue: () => ({ waitingTaps: 2, parkedTaps: journal.parkedTaps() }),
      timeZone: () => 'Europe/Madrid',
      shownName: (name) => name,
      nowMs: () => clock.now().wallMs,
      clock,
      log,
      random: () => 0.5,
    })
    alerts.start()
    return alerts
  }
  begin()
  onTestFinished(async () => {
    await alerts?.stop()
    journal.close()
  })

  /** Turns the clock, and waits in between until every post is answered that will be. */
  const live = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 1_000) {
      await clock.advance(Math.min(1_000, left))
      if (underWay === 0) continue
      await waitUntil('the answer', () => underWay <= receiver.hanging, { everyMs: 1 })
      await clock.settle()
    }
  }
  return {
    folder,
    statePath,
    journalPath,
    receiver,
    clock,
    log,
    live,
    get journal() {
      return journal
    },
    get alerts() {
      return alerts
    },
    park: (tapId: string, body: PunchEventBody = parked, displayName = 'Ana Ruiz') => {
      const person = { userId: '7d5f0f0e-0000-4000-8000-000000000001', displayName }
      journal.recordTap(tapped(tapId, startMs), person)
      journal.record({ tapId, atMs: clock.now().wallMs, ...body })
    },
    stand: (...kinds: readonly string[]) => {
      alarms = kinds.map((kind) => ({ kind, detail: `${kind} in words` }))
      alerts?.updateAlarms(alarms)
    },
    webhookIs: (next: typeof webhook) => {
      webhook = next
    },
    keyIs: (next: SiteKey | undefined) => {
      siteKey = next
    },
    /** As after SIGKILL: the run before says and writes nothing more. */
    restart: async () => {
      const killed = alerts
      const posted = receiver.received.length
      begin()
      await killed?.stop()
      return posted
    },
    replaceJournal: (next: Journal) => {
      journal.close()
      journal = next
    },
    until: (what: string, isSo: () => boolean) =>
      waitUntil(what, async () => {
        await clock.advance(500)
        return isSo()
      }),
    takenTaps: () => receiver.taken().flatMap(({ taps }) => taps.map(({ code }) => code)),
  }
}
