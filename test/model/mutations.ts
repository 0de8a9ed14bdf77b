import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * `npx tsx test/model/mutations.ts [NAME…]`: takes one safeguard out of a copy of the program at a time and runs the
 * tests that are there for it. Each time a test must fail; the ones that did are printed. Takes some minutes.
 */
interface Mutation {
  readonly name: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly from: string
  readonly to: string
  readonly tests: readonly string[]
}

const model = ['test/model/one-kiosk.model.test.ts', 'test/model/two-kiosks.model.test.ts']

/** To be sure that it is the mutation that fails: with this one nothing may. */
const control: Mutation = {
  name: 'control: nothing is taken out',
  file: 'electron/shifts/pace.ts',
  from: 'const requestsAWindow = 4',
  to: 'const requestsAWindow = 4 ',
  tests: [...model, 'test/model/tap-flow.model.test.ts'],
}

const mutations: readonly Mutation[] = [
  {
    name: 'read-back: a clock-out is repeated without reading the card first',
    file: 'electron/shifts/clock-out.ts',
    from: 'return resume(parts, tap, stage.cardId, options)',
    to: `return endCard(parts, tap, { id: stage.cardId, userId: tap.userId, state: 'clockedIn',
      clockedInAtMs: tap.tappedAtMs }, options)`,
    tests: model,
  },
  {
    name: 'one in flight: a person may have several attempts under way',
    file: 'electron/kiosk/delivery.ts',
    from: 'if (busyPeople.has(userId)) continue',
    to: '',
    tests: model,
  },
  {
    name: 'sending lock: two processes may send from one journal',
    file: 'electron/journal/sender-lock.ts',
    from: "held.exec('BEGIN EXCLUSIVE')",
    to: "held.exec('BEGIN')",
    tests: ['test/journal/sender-lock.test.ts'],
  },
  {
    name: 'clocked in after: any open card is the tap’s',
    file: 'electron/shifts/clock-out.ts',
    from: '.filter((card) => card.clockedInAtMs <= tappedAtMs)',
    to: '.filter((card) => card.clockedInAtMs <= tappedAtMs || true)',
    tests: model,
  },
  {
    name: 'durability: a commit is not flushed to the disk',
    file: 'electron/journal/sqlite.ts',
    from: "'PRAGMA synchronous = FULL'",
    to: "'PRAGMA synchronous = OFF'",
    tests: ['test/journal/sqlite-journal.test.ts'],
  },
  {
    name: 'saved here: said before the commit',
    file: 'electron/kiosk/tap-flow.ts',
    from: "tap.stage.phase === 'delivering' ? {",
    to: "tap.stage.phase === 'delivering' || tap.stage.phase === 'recording' ? {",
    tests: ['test/model/tap-flow.model.test.ts'],
  },
  {
    name: 'written down first: a clock-out leaves without its line in the journal',
    file: 'electron/shifts/clock-out.ts',
    from: "if (!writtenDown && !parts.record(tap.tapId, { kind: 'sending', cardId: card.id })) {",
    to: 'if (!writtenDown && tap.tapId === String(card.id)) {',
    tests: model,
  },
  {
    name: 'somebody else’s edit: a card that is not as this kiosk left it is corrected all the same',
    file: 'electron/shifts/correct-time.ts',
    from: 'if (!isAsThisKioskLeftIt(parts, tap, card))',
    to: 'if (!isAsThisKioskLeftIt(parts, tap, card) && tap.tapId === cardId)',
    tests: model,
  },
  {
    name: 'true time: a late delivery keeps the time Shifts stamped',
    file: 'electron/shifts/clock-out.ts',
    from: 'if (isTapsTime(parts, tap, endedAtMs)) {',
    to: 'if (isTapsTime(parts, tap, endedAtMs) || endedAtMs > 0) {',
    tests: model,
  },
  {
    name: 'forgotten clock-out: a card open for days is ended',
    file: 'electron/shifts/clock-out.ts',
    from: 'if (tap.tappedAtMs - card.clockedInAtMs > parts.maxOpenMs) {',
    to: 'if (tap.tappedAtMs - card.clockedInAtMs > parts.maxOpenMs * 1000) {',
    tests: ['test/kiosk/kiosk.test.ts'],
  },
  {
    name: 'ended: what waits for its turn leaves all the same once the kiosk has ended',
    file: 'electron/shifts/graph.ts',
    from: 'if (asked.stillWanted?.() === false) {',
    to: "if (asked.stillWanted?.() === false && asked.target === '') {",
    tests: ['test/model/hard-cases.test.ts'],
  },
  {
    name: 'slept: what was known of the servers before the computer slept is not looked at again',
    file: 'electron/kiosk/tap-time.ts',
    from: 'clockCorrectionMs === null || byNowMs === wallMs ?',
    to: 'clockCorrectionMs === null ?',
    tests: ['test/kiosk/true-time.test.ts'],
  },
  {
    name: 'four a second: the pace lets five through',
    file: 'electron/shifts/pace.ts',
    from: 'const requestsAWindow = 4',
    to: 'const requestsAWindow = 6',
    tests: model,
  },
]

const root = fileURLToPath(new URL('../..', import.meta.url))
const wanted = process.argv.slice(2)
let uncaught = 0
const broken = run(control)
if (broken.length > 0) throw new Error(`The tests fail as it is: ${broken.join('; ')}`)
for (const mutation of mutations) {
  if (wanted.length > 0 && !wanted.some((part) => mutation.name.startsWith(part))) continue
  const failed = run(mutation)
  if (failed.length === 0) uncaught += 1
  process.stdout.write(`${failed.length === 0 ? 'NOT CAUGHT' : 'caught'}: ${mutation.name}\n`)
  for (const name of failed) process.stdout.write(`    by: ${name}\n`)
}
process.exitCode = uncaught === 0 ? 0 : 1

/** The tests that failed, each with the reason it gave. Throws where the mutation does not fit any more, or nothing ran. */
function run({ name, file, from, to, tests }: Mutation): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-mutation-'))
  try {
    for (const part of [
      'electron',
      'renderer',
      'test',
      'package.json',
      'tsconfig.json',
      'svelte.config.js',
    ]) {
      cpSync(join(root, part), join(folder, part), { recursive: true })
    }
    cpSync(join(root, 'vitest.config.ts'), join(folder, 'vitest.config.ts'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const path = join(folder, file)
    const source = readFileSync(path, 'utf8')
    if (source.split(from).length !== 2) throw new Error(`${name}: ${file} does not hold, once: ${from}`)
    writeFileSync(
      path,
      source.replace(from, () => to),
    )
    const report = join(folder, 'report.json')
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    spawnSync(
      process.execPath,
      [vitest, 'run', '--project=core', '--reporter=json', `--outputFile=${report}`, '--bail=1', ...tests],
      {
        cwd: folder,
        env: { ...process.env, KIOSK_MODEL_RUNS: '1500', KIOSK_MODEL_SEED: '1' },
        stdio: 'ignore',
      },
    )
    return failedIn(readFileSync(report, 'utf8'), name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Report {
  readonly numTotalTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

function failedIn(text: string, name: string): readonly string[] {
  const report = JSON.parse(text) as Report
  if (report.numTotalTests === 0) throw new Error(`${name}: no test ran`)
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => {
      const text = failureMessages.join('\n')
      const why = /Got Error: (.*)/.exec(text)?.[1] ?? text.split('\n')[0] ?? ''
      return `${fullName.trim()}\n        ${why.slice(0, 200)}`
    })
}
