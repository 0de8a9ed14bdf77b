import { echoedPath } from '../base/text/echo.ts'
import type { KioskConfig } from '../config/config.ts'
import { readWebhook } from '../config/webhook-file.ts'
import type { Files } from '../files/files.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'

/** Checks that the webhook file can be read, and by no other account. Shows only the address's host. */
export async function checkWebhook(
  { webhookPath }: KioskConfig['alerts'],
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
): Promise<CheckResult> {
  if (webhookPath === undefined)
    return notChecked(
      'alerts.webhook',
      'alerts.webhookPath is not set: nobody is alerted about taps that need a person.',
    )
  const webhook = await readWebhook(webhookPath, { platform, files })
  const shown = echoedPath(webhookPath)
  if (webhook.kind === 'bad') {
    const fix = `Provide ${webhook.expected ?? 'the file'}: docs/operations.md, "Alerts".`
    return problem('alerts.webhook', `${shown}  ${webhook.problem}. Nobody is alerted.`, fix)
  }
  const detail = `${shown}  ${new URL(webhook.url).host}`
  const { warning: found } = webhook
  return found === undefined
    ? good('alerts.webhook', `${detail}.`)
    : warning('alerts.webhook', `${detail}, ${found.problem}.`, found.expected)
}
