import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildWhereStale } from '../../build/build.ts'
import { scriptOptions } from '../../build/script-options.ts'
import { markdownOf, tableOf, type Row } from './report.ts'
import { liveRun } from './rows/live-run.ts'
import { memory } from './rows/memory.ts'
import { painted } from './rows/painted.ts'
import { people } from './rows/people.ts'
import { readerToRequest } from './rows/reader-to-request.ts'
import { roster } from './rows/roster.ts'
import { scale } from './rows/scale.ts'
import { shiftChangeLive } from './rows/shift-change-live.ts'
import { shiftChange } from './rows/shift-change.ts'
import { size } from './rows/size.ts'
import { start } from './rows/start.ts'
import { taps } from './rows/taps.ts'

/** `npm run bench`: every promise of speed, each number beside its target. docs/performance.md explains them. */
const measurements: Readonly<Record<string, (roundTripMs: number) => Promise<readonly Row[]>>> = {
  taps,
  'shift-change': shiftChange,
  'reader-to-request': readerToRequest,
  painted,
  'live-run': liveRun,
  'shift-change-live': shiftChangeLive,
  roster,
  people,
  start,
  memory,
  size,
  scale,
}
const names = Object.keys(measurements)

const help = `Usage: npm run bench -- [--only NAME] [--round-trip MS] [--json FILE] [--write-docs]

  --only NAME      one of: ${names.join(', ')}; may be given more than once
  --round-trip MS  how far away the tenant is (default 100)
  --json FILE      also writes the results as JSON
  --write-docs     puts the results into docs/performance.md
  -h, --help       show this

Takes some seven minutes. Measures best on a computer that does nothing else.
`

const options = {
  only: { type: 'string', multiple: true },
  'round-trip': { type: 'string', default: '100' },
  json: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
} as const
type Values = NonNullable<ReturnType<typeof scriptOptions<typeof options>>>

const values = scriptOptions(help, options)
if (values !== undefined) {
  const only = values.only ?? []
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0 || !(Number(values['round-trip']) >= 0)) {
    if (unknown.length > 0) process.stderr.write(`There is no ${unknown.join(', ')}.\n`)
    process.stdout.write(help)
    process.exitCode = 2
  } else {
    await bench(only.length > 0 ? only : names, values)
  }
}

async function bench(wanted: readonly string[], values: Values): Promise<void> {
  const roundTripMs = Number(values['round-trip'])
  await buildWhereStale()
  const rows: Row[] = []
  for (const name of wanted) {
    const startedAt = performance.now()
    process.stderr.write(`${name} … `)
    try {
      rows.push(...((await measurements[name]?.(roundTripMs)) ?? []))
    } catch (error) {
      rows.push({
        what: name,
        measured: `could not be measured: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`,
        target: '',
        met: false,
        numbers: {},
      })
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    }
    process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`)
  }
  const circumstances = `${new Date().toISOString().slice(0, 16)}Z, ${machine()}, Node ${process.versions.node}, round trip ${roundTripMs} ms`
  process.stdout.write(`${circumstances}\n\n${tableOf(rows)}\n`)
  if (values.json !== undefined) {
    const results = {
      at: new Date().toISOString(),
      machine: machine(),
      node: process.versions.node,
      roundTripMs,
      rows,
    }
    writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`)
  }
  if (values['write-docs']) {
    // What was measured, and how; not where the numbers went.
    const chosen = (values.only ?? []).map((name) => ` --only ${name}`).join('')
    writeDocs(`${circumstances}, by \`npm run bench --${chosen} --round-trip ${roundTripMs}\``, rows)
  }
  const missed = rows.filter(({ met }) => met === false).length
  process.stdout.write(missed === 0 ? '\nAll targets met.\n' : `\n${missed} targets missed.\n`)
}

function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`
}

function writeDocs(circumstances: string, rows: readonly Row[]): void {
  const path = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))
  const [before = '', , after = ''] = readFileSync(path, 'utf8').split(
    /(?<=<!-- results -->\n)|(?=<!-- end of results -->)/,
  )
  writeFileSync(path, `${before}\n${circumstances}:\n\n${markdownOf(rows)}\n\n${after}`)
  execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', path])
}
