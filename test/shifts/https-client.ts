/**
 * A process of its own for `https-tenant.test.ts`: Node reads the extra certificate authorities only as it starts.
 * Takes what it needs as JSON in the first argument and prints what became of it as JSON.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { systemClock } from '../../electron/base/clock.ts'
import { createGraphTimeCards } from '../../electron/shifts/graph-time-cards.ts'
import { createGraph } from '../../electron/shifts/graph.ts'
import { createPace } from '../../electron/shifts/pace.ts'
import { createTokenSource } from '../../electron/shifts/token.ts'
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
const token = createTokenSource({
  ...shared,
  credential: () => ({
    kind: 'certificate',
    certificatePem: readFileSync(task.certificatePath, 'utf8'),
    privateKeyPem: readFileSync(task.privateKeyPath, 'utf8'),
  }),
  tenantId: task.tenantId,
  clientId: task.clientId,
  loginEndpoint: task.url,
  graphEndpoint: task.url,
})
const graph = createGraph({ ...shared, endpoint: task.url, token, pace: createPace(shared) })
const timeCards = createGraphTimeCards({ ...shared, graph, teamId: task.teamId })

token.start()
const open = await timeCards.listOpen({ priority: 'live' })
const answers =
  open.kind === 'ok'
    ? await Promise.all(
        open.value.map(({ id }) =>
          timeCards.clockOut(id, { isAtApprovedLocation: true, notes: 'over HTTPS' }, { priority: 'live' }),
        ),
      )
    : []
token.stop()
console.log(JSON.stringify({ open, answers, log: log.text() }))
