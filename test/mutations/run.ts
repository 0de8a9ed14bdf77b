import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hostMutations } from './host.ts'
import { kioskMutations } from './kiosk.ts'
import { adversary, liar, model, type Mutation } from './mutation.ts'

/**
 * `npx tsx test/mutations/run.ts [NAME…]`: takes one safeguard out of a copy of the program at a time and runs the
 * tests that are there for it. Each time a test must fail; the ones that did are printed. Takes some minutes.
 */
/** To be sure that it is the mutation that fails: with this one nothing may. */
const control: Mutation = {
  name: 'control: nothing is taken out',
  file: 'electron/graph/pace.ts',
  from: 'const requestsPerWindow = 4',
  to: 'const requestsPerWindow = 4 ',
  tests: [...model, ...adversary, ...liar, 'test/model/tap-flow.model.test.ts'],
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const wanted = process.argv.slice(2)
let uncaught = 0
const broken = run(control)
if (broken.length > 0) throw new Error(`The tests fail as it is: ${broken.join('; ')}`)
for (const mutation of [...kioskMutations, ...hostMutations]) {
  if (wanted.length > 0 && !wanted.some((part) => mutation.name.startsWith(part))) continue
  const failed = run(mutation)
  if (failed.length === 0) uncaught += 1
  process.stdout.write(`${failed.length === 0 ? 'NOT CAUGHT' : 'caught'}: ${mutation.name}\n`)
  for (const name of failed) process.stdout.write(`    by: ${name}\n`)
}
process.exitCode = uncaught === 0 ? 0 : 1

/**
 * The tests that failed, each with the reason it gave. Throws if the mutation no longer fits, or nothing ran.
 */
function run({ name, file, from, to, tests }: Mutation): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-mutation-'))
  try {
    for (const part of [
      'electron',
      'renderer',
      'build',
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
        env: {
          ...process.env,
          KIOSK_MODEL_RUNS: '1500',
          KIOSK_MODEL_PLAYER_RUNS: '750',
          KIOSK_MODEL_SEED: '1',
        },
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
