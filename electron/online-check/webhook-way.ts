import { good, notChecked, problem, type CheckResult } from '../check/check-result.ts'
import type { KioskConfig } from '../config/config.ts'
import { readWebhook } from '../config/webhook-file.ts'
import type { Files } from '../files/files.ts'
import { boundedFetch } from '../graph/network/bounded-fetch.ts'
import { isAboutCertificate, networkWords, troubleOf } from './network-words.ts'
import { longestCheckMs, within, type OnlineHost } from './online-host.ts'

/** Reading the peer's certificate takes additional time. */
const longestProbeMs = 8_000
const largestBodyBytes = 256 * 1024

/**
 * Checks that the webhook's host answers over TLS. Does not request the address itself and posts nothing;
 * `--test-alert` does that.
 */
export async function checkWayToWebhook(
  { alerts: { webhookPath } }: Pick<KioskConfig, 'alerts'>,
  { files, platform }: { readonly files: Files; readonly platform: NodeJS.Platform },
  host: OnlineHost,
): Promise<CheckResult> {
  if (webhookPath === undefined) return notChecked('network.alerts', 'alerts.webhookPath is not set.')
  const webhook = await readWebhook(webhookPath, { files, platform })
  if (webhook.kind === 'bad') return notChecked('network.alerts', "Needs the webhook's address.")
  const { clock } = host
  const { host: name, origin } = new URL(webhook.url)
  const url = `${origin}/`
  const http = await boundedFetch({
    fetch: host.fetch,
    clock,
    url,
    init: { method: 'HEAD' },
    timeoutMs: longestProbeMs,
    largestBodyBytes,
  })
  if (http.kind === 'answered')
    return good('network.alerts', `${name} answered over TLS. Nothing was posted; --test-alert sends a test.`)
  const peer = isAboutCertificate(troubleOf(http))
    ? await within(clock, longestCheckMs - longestProbeMs, undefined, () => host.lookAtPeer(url))
    : undefined
  const { detail, fix } = networkWords(http, { host: name, peer, nowMs: clock.now().wallMs })
  return problem('network.alerts', detail, fix)
}
