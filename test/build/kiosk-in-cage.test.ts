import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { tempFolder } from '../support/temp-folder.ts'

/**
 * What shifts-badge-kiosk.service starts, on a real tree of processes: kiosk-in-cage → cage → kiosk → its own process.
 * Cage is a stand-in for its version 0.1.4 (cage.c): it runs one program, ends with 0 whatever that ended with, and at
 * SIGTERM closes the display without waiting.
 */
const script = fileURLToPath(new URL('../../build/linux/kiosk-in-cage.sh', import.meta.url))

const cage = `
if [ "$1" = -v ]; then
  echo "Cage version $CAGE_VERSION"
  if [ -n "$CAGE_WAITS" ]; then echo started >> log; while [ ! -e "$CAGE_WAITS" ]; do sleep 0.05; done; fi
  exit
fi
if [ -n "$CAGE_FAILS" ]; then exit 139; fi
echo "cage $1 $2 $3 $4" >> log
while [ "$1" != -- ]; do shift; done
shift
trap 'echo "display closed" >> log; exit 134' TERM
"$@" &
wait $!
echo 'cage ended' >> log
`
/** Ends with the exit code it is given; without one it runs until SIGTERM, and then needs a while. */
const kiosk = `
echo "kiosk $*" >> log
if [ -n "$KIOSK_ENDS_WITH" ]; then exit "$KIOSK_ENDS_WITH"; fi
sh -c 'trap "echo process of the kiosk got SIGTERM >> log" TERM; while [ ! -e done ]; do sleep 0.05; done' &
trap 'sleep 0.5; echo "kiosk ended" >> log; touch done; exit 0' TERM
echo started >> log
while :; do sleep 0.05; done
`

interface Run {
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called once the kiosk runs. */
  readonly whenStarted?: (pid: number, folder: string) => void
}

/** Gives the exit code, and what the parts have written, line by line. */
async function run({ env = {}, whenStarted }: Run) {
  const folder = tempFolder()
  mkdirSync(join(folder, 'bin'))
  for (const [name, text] of Object.entries({ cage, 'shifts-badge-kiosk': kiosk }))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}`, { mode: 0o755 })
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
  const child = spawn(script, [join(folder, 'bin/shifts-badge-kiosk'), '--ozone-platform=wayland'], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      RUNTIME_DIRECTORY: folder,
      CAGE_VERSION: '0.1.4',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close')
  if (whenStarted !== undefined) {
    await vi.waitFor(() => expect(log()).toContain('started'), { timeout: 10_000 })
    whenStarted(child.pid ?? 0, folder)
  }
  const [exitCode] = (await ended) as [number | null]
  return { exitCode, said, log: log().split('\n').filter(Boolean) }
}

describe.runIf(process.platform === 'linux')('kiosk-in-cage', () => {
  test("ends with the kiosk's exit code, which cage before 0.2 swallows", async () => {
    for (const code of [...Object.values(exitCodes), 9])
      expect(await run({ env: { KIOSK_ENDS_WITH: String(code) } })).toMatchObject({
        exitCode: code,
        said: '',
      })
  })

  test('sends SIGTERM only to the kiosk, not to its processes, nor to cage before it has ended', async () => {
    const { exitCode, log } = await run({ whenStarted: (pid) => process.kill(pid, 'SIGTERM') })
    expect(exitCode).toBe(exitCodes.ok)
    expect(log.slice(-3)).toEqual(['started', 'kiosk ended', 'cage ended'])
  })

  test('starts the kiosk with what the unit says', async () => {
    const { log } = await run({ env: { KIOSK_ENDS_WITH: '0' } })
    expect(log).toContain('kiosk --ozone-platform=wayland')
  })

  test.each([
    ['0.1.4', 'cage -d -- '],
    ['0.1.5', 'cage -d -m last --'],
    ['0.2.0', 'cage -d -m last --'],
    ['0.3.1', 'cage -d -m last --'],
  ])('uses one display if cage supports it (%s)', async (version, options) => {
    const { log } = await run({ env: { CAGE_VERSION: version, KIOSK_ENDS_WITH: '0' } })
    expect(log[0]).toContain(options)
  })

  test('a cage that fails is a failure that a restart may fix', async () => {
    const { exitCode, said } = await run({ env: { CAGE_FAILS: '1' } })
    expect({ exitCode, said }).toEqual({
      exitCode: exitCodes.fault,
      said: 'cage ended with 139, and the kiosk had not ended.\n',
    })
  })

  test('so is an error of the shell, which alone would end with 2: its folder is not set', async () => {
    expect(await run({ env: { RUNTIME_DIRECTORY: undefined } })).toMatchObject({ exitCode: exitCodes.fault })
  })

  test("so is an error of the shell, which alone would end with 2: the kiosk's process ID cannot be written", async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'kiosk.pid'))
    expect(await run({ env: { RUNTIME_DIRECTORY: folder } })).toMatchObject({ exitCode: exitCodes.fault })
  })

  test('so is a cage that has failed before it is waited for', async () => {
    const { exitCode, said } = await run({
      env: { CAGE_WAITS: 'stopped', CAGE_FAILS: '1' },
      whenStarted: (pid, folder) => {
        // The script reads the kiosk's pid after it has started cage: that takes longer than cage needs to fail.
        writeFileSync(join(folder, 'bin', 'cat'), '#!/bin/sh\nsleep 0.5\nexec /bin/cat "$@"\n', {
          mode: 0o755,
        })
        process.kill(pid, 'SIGTERM')
        writeFileSync(join(folder, 'stopped'), '')
      },
    })
    expect({ exitCode, said }).toEqual({
      exitCode: exitCodes.fault,
      said: 'cage ended with 139, and the kiosk had not ended.\n',
    })
  })
})

test('the service waits until the boot splash has released the screen', () => {
  expect(
    readFileSync(new URL('../../build/linux/shifts-badge-kiosk.service', import.meta.url), 'utf8'),
  ).toMatch(/^After=(?:.* )?plymouth-quit-wait\.service(?: |$)/m)
})
