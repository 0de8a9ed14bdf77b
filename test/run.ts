import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWhereStale } from '../build/build.ts'
import { runProgram } from '../build/run-program.ts'
import { asksForHelp } from '../build/script-options.ts'
import { chromiumPath } from './support/chromium.ts'
import { promtoolPath } from './support/promtool.ts'
import { findNamespace } from './support/namespace.ts'
import { softHsmMissing } from './support/softhsm.ts'
import { readReport, type Counted } from './support/vitest-report.ts'

/**
 * `npm test`: finds out what this machine has, runs every suite that can run here, says plainly which could not
 * and why, names each failure once more, and ends with the line `N passed, N failed`. Arguments go to vitest, such as a
 * file's name. KIOSK_TEST_REQUIRE=all makes a suite that cannot run a failure.
 */

/** Vitest in a process of its own; all legs run at the same time. */
interface Leg {
  readonly projects: readonly string[]
  /** vpcd listens on fixed ports, so its suites run one file after the other. They mostly wait for pcscd. */
  readonly oneByOne?: true
  readonly command: (argv: readonly string[]) => readonly string[]
}

interface Skipped {
  readonly suites: string
  readonly why: string
}

const root = fileURLToPath(new URL('..', import.meta.url))
const nothingMayBeSkipped = process.env['KIOSK_TEST_REQUIRE'] === 'all'
const asItIs = (argv: readonly string[]): readonly string[] => argv

const help = `Usage: npm test [-- vitest's arguments, such as a file's name]

Runs every suite that can run here, says which could not and why, repeats each failure in one line, and ends with
"N passed, N failed".
KIOSK_TEST_REQUIRE=all makes a suite that cannot run a failure.

  -h, --help  show this
`

if (asksForHelp(process.argv.slice(2))) process.stdout.write(help)
else await runSuites()

async function runSuites(): Promise<void> {
  await buildWhereStale()
  const { legs, skipped } = findSuites()
  let passed = 0
  const failures: string[] = []
  for (const counted of await Promise.all(legs.map((leg) => run(leg, process.argv.slice(2))))) {
    passed += counted.passed
    failures.push(...counted.failures)
  }

  for (const { suites, why } of skipped) process.stdout.write(`Skipped: ${suites}: ${why}.\n`)
  if (nothingMayBeSkipped) failures.push(...skipped.map(({ suites, why }) => `skipped: ${suites}: ${why}`))
  for (const failure of failures) process.stdout.write(`Failed: ${failure}\n`)
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`)
  process.exitCode = failures.length === 0 ? 0 : 1
}

/** What can run on this computer, and what cannot. */
function findSuites(): { readonly legs: readonly Leg[]; readonly skipped: readonly Skipped[] } {
  const hasChromium = existsSync(chromiumPath)
  const noChromium = `there is no Chromium at ${chromiumPath}`
  const namespace = findNamespace()
  const noPcsc = namespace.kind === 'unavailable' ? namespace.why : undefined

  const hasPromtool = existsSync(promtoolPath)
  const noSoftHsm = softHsmMissing()

  const legs: Leg[] = [
    {
      projects: [
        'core',
        ...(hasChromium ? ['browser'] : []),
        ...(hasPromtool ? ['promtool'] : []),
        ...(noSoftHsm === undefined ? ['softhsm'] : []),
      ],
      command: asItIs,
    },
  ]
  if (namespace.kind === 'available') {
    legs.push({
      projects: hasChromium ? ['pcsc', 'whole'] : ['pcsc'],
      command: namespace.command,
      oneByOne: true,
    })
  }
  const skipped: Skipped[] = [
    ...(hasPromtool
      ? []
      : [
          {
            suites: 'Metrics and alert rules by Prometheus (*.promtool.test.ts)',
            why: `there is no promtool at ${promtoolPath}`,
          },
        ]),
    ...(hasChromium
      ? []
      : [{ suites: 'The screens in a real browser (*.browser.test.ts)', why: noChromium }]),
    ...(noPcsc === undefined
      ? []
      : [{ suites: 'Badge readers on a real pcscd (*.pcsc.test.ts)', why: noPcsc }]),
    ...(hasChromium && noPcsc === undefined
      ? []
      : [{ suites: 'The whole way, card to screen (*.whole.test.ts)', why: noPcsc ?? noChromium }]),
    ...(noSoftHsm === undefined
      ? []
      : [{ suites: 'Signing with a key in SoftHSM (*.softhsm.test.ts)', why: noSoftHsm }]),
    ...missingTool('shellcheck', 'The shell scripts by shellcheck (build/shell-scripts)'),
    ...missingTool('systemd-analyze', 'The units by systemd-analyze (build/start-up)'),
  ]
  return { legs, skipped }
}

/** Tools that single suites of the core tier look for themselves. */
function missingTool(tool: string, suites: string): Skipped[] {
  const isThere = spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0
  return isThere ? [] : [{ suites, why: `${tool} is not installed` }]
}

/** A run that ends badly without a failed test (a crash, no report) counts as one failure. */
async function run(
  { projects, command, oneByOne }: Leg,
  vitestArguments: readonly string[],
): Promise<Counted> {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-report-'))
  const report = join(folder, 'report.json')
  const [program = '', ...argv] = command([
    process.execPath,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.map((project) => `--project=${project}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    '--passWithNoTests',
    ...(oneByOne === true ? ['--no-file-parallelism'] : []),
    ...vitestArguments,
  ])
  // Vitest draws its live summary only at a terminal outside CI; the legs share this terminal.
  const status = await runProgram(program, argv, { cwd: root, env: { ...process.env, CI: '1' } })
  const counted = existsSync(report)
    ? readReport(readFileSync(report, 'utf8'), root, nothingMayBeSkipped)
    : { passed: 0, failures: [] }
  rmSync(folder, { recursive: true, force: true })
  if (status === 0 || counted.failures.length > 0) return counted
  return { ...counted, failures: [`vitest (${projects.join(', ')}) ended with exit code ${status}`] }
}
