import type { Fetch } from '../../electron/base/fetch.ts'
import { tenantOfSetup } from '../kiosk/tenant-of-setup.ts'

const hourMs = 3_600_000

/** A sandbox tenant where Ana's card has been open for 30 hours, and beside it a webhook that hangs until `answerAll`. */
export function openSandbox(now: () => number) {
  const tenant = tenantOfSetup({
    now,
  })
  const userId = '7d5f0f0e-0000-4000-8000-000000000001'
  tenant.addUser({ id: userId, displayName: 'Ana Ruiz' })
  tenant.addCard({ id: 'TCK_forgotten', userId, clockedInAtMs: now() - 30 * hourMs })
  const posts: string[] = []
  const waiting: (() => void)[] = []
  let isAnswering = false
  const fetch: Fetch = async (url, init) => {
    if (!url.startsWith('https://hooks.example/')) return tenant.fetch(url, init)
    posts.push(typeof init?.body === 'string' ? init.body : '')
    if (!isAnswering) await new Promise<void>((resolve) => waiting.push(resolve))
    return new Response(null, { status: 202 })
  }
  return {
    fetch,
    posts,
    answerAll: () => {
      isAnswering = true
      for (const answer of waiting) answer()
    },
  }
}
