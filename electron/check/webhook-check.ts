import { echoedPath } from '../base/text/echo.ts'
import type { KioskConfig } from '../config/config.ts'
import { readWebhook } from '../config/webhook-file.ts'
import type { Files } from '../files/files.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'

/** Whether the file with the webhook's address can be used and is a secret. The address is never told, only its host. */
export async function checkWebhook(
  { webhookPath }: KioskConfig['alerts'],
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
): Promise<CheckResult> {
  if (webhookPath === undefined)
    return notChecked(
      'alerts.webhook',
      'alerts.webhookPath is not set: nobody is told of taps that need somebody.',
    )
  const webhook = await readWebhook(webhookPath, { platform, files })
  const shown = echoedPath(webhookPath)
  if (webhook.kind === 'bad') {
    const fix = `Put ${webhook.expected ?? 'the file there'}: docs/operations.md, "Alerts".`
    return problem('alerts.webhook', `${shown}  ${webhook.problem}. Nobody is alerted.`, fix)
  }
  const detail = `${shown}  ${new URL(webhook.url).host}`
  const { warning: found } = webhook
  return found === undefined
    ? good('alerts.webhook', `${detail}.`)
    : warning('alerts.webhook', `${detail}, ${found.problem}.`, found.expected)
}
