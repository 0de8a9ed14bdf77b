import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { silentLog } from '../../electron/base/log/log.ts'
import type { LogEvent } from '../../electron/base/log/log-events.ts'
import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'
import { FileAccess } from '../../electron/files/file-access.ts'
import { RosterDirectory } from '../../electron/directory/roster/roster-directory.ts'
import { peopleOf, rosterCsv } from './people.ts'
import type { RosterMeasured } from './rows/roster.ts'

/** A roster of 100,000 rows in a process of its own: loaded, looked up in, loaded again while it is looked up in. */
const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bench-'))
const path = join(folder, 'roster.csv')
const staff = peopleOf(100_000, 6)
writeFileSync(path, rosterCsv(staff))
const changed = rosterCsv([...staff, ...peopleOf(1, 7)])

let loaded: (() => void) | undefined
const log = (event: LogEvent): void => {
  if (event === 'directory.loaded') loaded?.()
}
const untilLoaded = (): Promise<void> => new Promise((resolve) => (loaded = resolve))
/** As it is built. */
const entry = fileURLToPath(new URL('../../out/preview/file-process.js', import.meta.url))
const files = new FileAccess({ host: nodeHelperProcessHost({ entry }), clock: systemClock, log: silentLog })
const directory = new RosterDirectory({
  path,
  badgeNumberFormat: 'hex',
  files,
  clock: systemClock,
  log: { info: log, warn: log, error: log },
})

// In a kiosk that process runs by now: the config was read by it.
await files.look(path)
const first = untilLoaded()
let startedAt = performance.now()
directory.start(() => undefined)
await first
const readyMs = [performance.now() - startedAt]

const lookUps = 200_000
startedAt = performance.now()
let found = 0
for (let index = 0; index < lookUps; index += 1) {
  if (directory.find((staff[(index * 7919) % staff.length]?.badge ?? '') as BadgeId).kind === 'found')
    found += 1
}
const lookUpMicroseconds = ((performance.now() - startedAt) * 1000) / lookUps

// Past the moment when the first content is checked again.
await new Promise((resolve) => setTimeout(resolve, 1500))
const resolutionMs = 5
const delay = monitorEventLoopDelay({ resolution: resolutionMs })
const again = untilLoaded()
let lostLookUps = lookUps - found
const looking = setInterval(() => {
  if (directory.find((staff[found++ % staff.length]?.badge ?? '') as BadgeId).kind !== 'found')
    lostLookUps += 1
}, 5)
writeFileSync(path, changed)
await new Promise((resolve) => setTimeout(resolve, 50))
delay.enable()
startedAt = performance.now()
await again
readyMs.push(performance.now() - startedAt)
delay.disable()
clearInterval(looking)
const measured: RosterMeasured = {
  readyMs,
  lookUpMicroseconds,
  longestStallMs: Math.max(0, delay.max / 1e6 - resolutionMs),
  lostLookUps,
}
await directory.stop()
files.stop()
rmSync(folder, { recursive: true, force: true })
process.send?.(measured, () => process.exit())
