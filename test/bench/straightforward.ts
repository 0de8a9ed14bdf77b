import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { Person } from './people.ts'
import type { TenantSite } from './tenant-messages.ts'

let agent: Agent | undefined

/**
 * What a program does that keeps nothing: look the user up, list the user's cards, end the open one; with a
 * cached token and one connection kept open. Answers how long it took in milliseconds.
 */
export async function straightforward(site: TenantSite, token: string, { userId }: Person): Promise<number> {
  agent ??= new Agent({ keepAlive: true, ca: readFileSync(site.caPath) })
  const startedAt = performance.now()
  const cards = `/v1.0/teams/${site.teamId}/schedule/timeCards`
  const filter = encodeURIComponent(`employeeId eq '${userId.slice(-8)}'`)
  const users = await send(site, token, 'GET', `/v1.0/users?$filter=${filter}&$select=id,displayName`)
  const found = (users as { readonly value: readonly { readonly id: string }[] }).value[0]
  const open = await send(
    site,
    token,
    'GET',
    `${cards}?$filter=${encodeURIComponent(`userId eq '${found?.id}'`)}`,
  )
  const card = (
    open as { readonly value: readonly { readonly id: string; readonly state: string }[] }
  ).value.find(({ state }) => state === 'clockedIn')
  await send(site, token, 'POST', `${cards}/${card?.id}/clockOut`, { isAtApprovedLocation: true })
  return performance.now() - startedAt
}

function send(
  site: TenantSite,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${site.url}${path}`,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          if ((answer.statusCode ?? 500) >= 400)
            reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))
          else resolve(text === '' ? undefined : JSON.parse(text))
        })
      },
    )
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
