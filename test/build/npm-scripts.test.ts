import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { buildWhereStale } from '../../build/build.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The npm scripts that are this project's own programs, with what Node is given to run them. */
const programs = Object.entries(packageJson.scripts).flatMap(([name, command]) => {
  const [runner, ...args] = command.split(' ')
  const program = args.findLast((argument) => argument.endsWith('.ts'))
  return program === undefined || (runner !== 'node' && runner !== 'tsx') ? [] : [{ name, program }]
})
/** They pass what they do not know to vitest. */
const passOn = ['test', 'test:electron']

describe('npm scripts', () => {
  test('include seventeen programs of this project', () => {
    expect(programs.map(({ name }) => name).sort()).toEqual([
      'bench',
      'build',
      'check',
      'check:generated',
      'check:patterns',
      'demo',
      'dev',
      'dist',
      'dist:try',
      'gallery',
      'preview',
      'probe:reader',
      'probe:tenant',
      'schema',
      'start',
      'test',
      'test:electron',
    ])
  })

  test.each(programs)(
    '$name --help prints its usage and does nothing else',
    async ({ name, program }) => {
      const runs = ['--help', '-h'].map(async (flag) => ({ flag, ...(await run(program, flag)) }))
      for (const { flag, code, stdout, stderr } of await Promise.all(runs)) {
        expect(stdout, `${name} ${flag}`).toMatch(/^(?:Usage: )?(?:npm |shifts-badge-kiosk )/)
        expect(stdout, `${name} ${flag}`).toContain('--help')
        expect({ code, stderr }, `${name} ${flag}`).toEqual({ code: 0, stderr: '' })
      }
    },
    180_000,
  )

  test.each(programs.filter(({ name }) => !passOn.includes(name) && name !== 'start'))(
    '$name reports an unknown option without a stack, with exit code 2',
    async ({ program }) => {
      const { code, stderr } = await run(program, '--no-such-option')
      expect(stderr).toMatch(/unknown/i)
      expect(stderr).not.toMatch(/^\s+at /m)
      expect(code).toBe(2)
    },
    180_000,
  )

  test('npm run dist:try says so, without a stack, if nothing is packaged', async () => {
    if (existsSync(join(root, 'dist'))) return
    const { code, stderr } = await run('build/try-package.ts')
    expect(stderr).toBe('There is no packaged app in dist/: run npm run dist.\n')
    expect(code).toBe(1)
  })
})

describe.runIf(process.platform === 'linux')('npm scripts, sent a signal', () => {
  test.each([
    ['preview', 'SIGTERM'],
    ['preview', 'SIGINT'],
    ['demo', 'SIGTERM'],
    ['demo', 'SIGINT'],
    ['dev', 'SIGTERM'],
    ['gallery', 'SIGTERM'],
  ] as const)(
    'npm run %s leaves no process behind after %s',
    async (script, signal) => {
      await buildWhereStale()
      const folder = tempFolder()
      const config = join(folder, 'config.json')
      writeFileSync(config, '{}')
      const npm = spawn('npm', ['run', script, ...(script === 'preview' ? ['--', '--config', config] : [])], {
        cwd: root,
        env: {
          ...process.env,
          ELECTRON_OVERRIDE_DIST_PATH: '/not/there',
          DISPLAY: undefined,
          TMPDIR: folder,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      let said = ''
      npm.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      npm.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const ended = new Promise((resolve) => npm.once('exit', resolve))
      await waitUntil('the page', () => said.includes('http://127.0.0.1'), {
        limitMs: 40_000,
      })
      const family = descendants(npm.pid ?? 0)
      try {
        // Ctrl-C reaches everything in the terminal's foreground; systemd or a script stops npm alone.
        if (signal === 'SIGINT') process.kill(-(npm.pid ?? 0), signal)
        else npm.kill(signal)
        await ended
        await waitUntil(
          'every process to end',
          () => (family.every((pid) => !isAlive(pid)) ? true : undefined),
          { limitMs: 15_000 },
        )
        // The demo removes its sample site.
        expect(readdirSync(folder).filter((name) => name.startsWith('shifts-badge-kiosk-demo'))).toEqual([])
      } finally {
        for (const pid of family) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
      }
    },
    90_000,
  )
})

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/not/there' }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', program, ...args],
      { cwd: root, env, timeout: 120_000 },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          stdout,
          stderr,
        }),
    )
  })
}

/** All processes below `pid`, parents first. */
function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const own = children.filter((child) => child !== '').map(Number)
  return [...own, ...own.flatMap(descendants)]
}

function isAlive(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/cwd`)
    return true
  } catch {
    return false
  }
}
