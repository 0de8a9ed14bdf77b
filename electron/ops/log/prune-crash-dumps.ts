import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../../base/attempt.ts'

export interface CrashDumpLimits {
  readonly maxKept: number
  readonly maxAgeMs: number
}

const dayMs = 24 * 3_600_000
/** A kiosk that crashes at every start must not fill the disk that holds its journal. */
const limits: CrashDumpLimits = { maxKept: 5, maxAgeMs: 30 * dayMs }

interface Dump {
  readonly path: string
  readonly atMs: number
}

/** Deletes crash dumps except the newest five of the last 30 days, which it returns, newest first. */
export function pruneCrashDumps(
  folder: string,
  nowMs: number,
  { maxKept, maxAgeMs }: CrashDumpLimits = limits,
): readonly string[] {
  const dumps = findDumps(folder).toSorted((a, b) => b.atMs - a.atMs)
  const kept = dumps.filter(({ atMs }, index) => index < maxKept && nowMs - atMs <= maxAgeMs)
  for (const dump of dumps) {
    if (kept.includes(dump)) continue
    for (const ending of ['.dmp', '.meta', '.lock'])
      attempt(() => rmSync(dump.path.replace(/\.dmp$/, ending), { force: true }))
  }
  return kept.map(({ path }) => path)
}

/** Crashpad's folders differ by system, such as `new`, `pending`, `completed` and `reports`. */
function findDumps(folder: string): Dump[] {
  const names = attempt(() => readdirSync(folder, { recursive: true, encoding: 'utf8' })) ?? []
  return names
    .filter((name) => name.endsWith('.dmp'))
    .flatMap((name) => {
      const path = join(folder, name)
      const atMs = attempt(() => statSync(path).mtimeMs)
      return atMs === undefined ? [] : [{ path, atMs }]
    })
}
