import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface CrashDumpLimits {
  readonly mostKept: number
  readonly longestKeptMs: number
}

const dayMs = 24 * 3_600_000
/** A kiosk that crashes at each start must not fill the disk its journal is on. */
const limits: CrashDumpLimits = { mostKept: 5, longestKeptMs: 30 * dayMs }

interface Dump {
  readonly path: string
  readonly atMs: number
}

/**
 * Deletes all crash dumps (`*.dmp`, with what Crashpad keeps beside each) below `folder` but the newest five of the last
 * 30 days. Gives the paths of those that are kept, the newest first. What cannot be read or deleted stays.
 */
export function pruneCrashDumps(
  folder: string,
  nowMs: number,
  { mostKept, longestKeptMs }: CrashDumpLimits = limits,
): readonly string[] {
  const dumps = findDumps(folder).toSorted((a, b) => b.atMs - a.atMs)
  const kept = dumps.filter(({ atMs }, index) => index < mostKept && nowMs - atMs <= longestKeptMs)
  for (const dump of dumps) {
    if (kept.includes(dump)) continue
    for (const ending of ['.dmp', '.meta', '.lock'])
      tolerate(() => rmSync(dump.path.replace(/\.dmp$/, ending), { force: true }))
  }
  return kept.map(({ path }) => path)
}

/** Where Crashpad puts them differs: `new`, `pending` and `completed` here, `reports` on Windows. */
function findDumps(folder: string): Dump[] {
  const names = tolerate(() => readdirSync(folder, { recursive: true, encoding: 'utf8' })) ?? []
  return names
    .filter((name) => name.endsWith('.dmp'))
    .flatMap((name) => {
      const path = join(folder, name)
      const atMs = tolerate(() => statSync(path).mtimeMs)
      return atMs === undefined ? [] : [{ path, atMs }]
    })
}

function tolerate<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}
