import { good, notChecked, problem, type CheckResult } from '../check/check-result.ts'
import type { KioskConfig } from '../config/config.ts'
import { readWebhook } from '../config/webhook-file.ts'
import type { Files } from '../files/files.ts'
import { probe } from './network-probe.ts'
import type { OnlineHost } from './online-host.ts'

/** Checks that the webhook's host answers over TLS. Posts nothing; `--test-alert` does that. */
export async function checkWayToWebhook(
  { alerts: { webhookPath } }: Pick<KioskConfig, 'alerts'>,
  { files, platform }: { readonly files: Files; readonly platform: NodeJS.Platform },
  host: OnlineHost,
): Promise<CheckResult> {
  if (webhookPath === undefined) return notChecked('network.alerts', 'alerts.webhookPath is not set.')
  const webhook = await readWebhook(webhookPath, { files, platform })
  if (webhook.kind === 'bad') return notChecked('network.alerts', "Needs the webhook's address.")
  const { host: name, origin } = new URL(webhook.url)
  const http = await probe(`${origin}/`, { method: 'HEAD' }, host)
  return http.kind === 'failed'
    ? problem('network.alerts', http.detail, http.fix)
    : good('network.alerts', `${name} answered over TLS. Nothing was posted; --test-alert sends a test.`)
}
