/**
 * A process of its own for `https-tenant.test.ts`: Node reads the extra certificate authorities only as it starts.
 * Takes what it needs as JSON in the first argument and prints what became of it as JSON.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { systemClock } from '../../electron/base/time/clock.ts'
import { openGraph } from '../../electron/graph/open-graph.ts'
import { createGraphTimeCards } from '../../electron/shifts/time-cards/graph-time-cards.ts'
import { createCollectedLog } from '../support/collected-log.ts'

const task = z
  .object({
    url: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    teamId: z.string(),
    certificatePath: z.string(),
    privateKeyPath: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? 'null'))

const log = createCollectedLog()
const shared = { fetch, clock: systemClock, log }
const graph = openGraph({
  ...shared,
  endpoint: task.url,
  signIn: {
    credential: () => ({
      kind: 'certificate',
      certificatePem: readFileSync(task.certificatePath, 'utf8'),
      privateKeyPem: readFileSync(task.privateKeyPath, 'utf8'),
    }),
    tenantId: task.tenantId,
    clientId: task.clientId,
    loginEndpoint: task.url,
  },
})
const timeCards = createGraphTimeCards({ ...shared, graph, teamId: task.teamId })

graph.start()
const open = await timeCards.listOpen({ priority: 'live' })
const answers =
  open.kind === 'ok'
    ? await Promise.all(
        open.value.map((card) =>
          timeCards.clockOut(card, { isAtApprovedLocation: true, notes: 'over HTTPS' }, { priority: 'live' }),
        ),
      )
    : []
graph.stop()
console.log(JSON.stringify({ open, answers, log: log.text() }))
