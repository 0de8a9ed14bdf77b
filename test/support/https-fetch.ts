import { Agent, request } from 'node:https'
import type { Fetch } from '../../electron/base/fetch.ts'

/** A `Fetch` that trusts one authority more: Node reads NODE_EXTRA_CA_CERTS only as it starts. */
export function httpsFetch(caPem: string): { readonly fetch: Fetch; close(): void } {
  const agent = new Agent({ ca: caPem, keepAlive: true })
  const fetch: Fetch = (url, init = {}) =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers))
      const signal = init.signal ?? undefined
      const sent = request(
        url,
        { agent, method: init.method ?? 'GET', headers, ...(signal && { signal }) },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.once('error', reject)
          answer.once('end', () => {
            const body = Buffer.concat(chunks)
            const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
              values.map((value): [string, string] => [name, value]),
            )
            const status = answer.statusCode ?? 0
            resolve(new Response(body.length === 0 ? null : body, { status, headers: pairs }))
          })
        },
      )
      sent.once('error', reject)
      sent.end(typeof init.body === 'string' ? init.body : undefined)
    })
  return { fetch, close: () => agent.destroy() }
}
