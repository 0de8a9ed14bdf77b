import { randomUUID } from 'node:crypto'
import { alertId, isoTime } from '../../alerts/alert-message.ts'
import { alertBody, postAlert } from '../../alerts/post-alert.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { readWebhook } from '../../config/webhook-file.ts'
import { directFiles } from '../../files/direct-files.ts'
import type { CheckHost } from './check-config.ts'
import { badSetup, ok, type CommandResult } from './command-result.ts'
import { exitCodes } from './exit-codes.ts'

/** `--test-alert`: posts one message to the webhook, so that IT can check that it arrives. */
export async function testAlert(
  { config }: Extract<LoadedConfig, { kind: 'ok' }>,
  platform: NodeJS.Platform,
  { fetch, clock }: Pick<CheckHost, 'fetch' | 'clock'>,
): Promise<CommandResult> {
  const { webhookPath, format } = config.alerts
  if (webhookPath === undefined)
    return badSetup('alerts.webhookPath is not set, so nobody is alerted. Set it in the config file.')
  const webhook = await readWebhook(webhookPath, { files: directFiles, platform })
  if (webhook.kind === 'bad') return badSetup(`alerts.webhookPath: ${webhook.problem}`)
  const id = alertId('test', randomUUID())
  const body = alertBody(
    {
      id,
      kind: 'test',
      kiosk: { id: config.kiosk.id, name: config.kiosk.name },
      sentAt: isoTime(clock.now().wallMs),
      taps: [],
      alarms: [],
      notes: ['This is a test. No action is needed.'],
    },
    format,
  )
  const posted = await postAlert(webhook.url, body, { fetch, clock })
  if (posted.kind === 'accepted')
    return ok(
      `The webhook accepted the test alert ${id} (status ${posted.status}). Check that it arrived: the answer does not confirm that.`,
    )
  return {
    text: `The webhook did not accept the test alert: ${posted.words}. See docs/operations.md, "Alerts".`,
    exitCode: exitCodes.networkProblem,
  }
}
