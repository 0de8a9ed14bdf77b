import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, type TestContext, vi } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { startHttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewOptions, type PreviewProcess } from '../support/preview-process.ts'
import { clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'
import { waitUntil } from '../support/wait-until.ts'

// Several kiosks start at once, beside other suites.
vi.setConfig({ testTimeout: 60_000 })

/** The built host as a process, whose files are pipes, or whose file process hangs. */
const root = fileURLToPath(new URL('../..', import.meta.url))
/** What a supervisor waits for at the end, and more. */
const maxEndMs = 10_000

/** A tenant and a kiosk's folder of the test's own: the tests run side by side, since they mostly wait. */
async function layOut({ onTestFinished }: TestContext) {
  const tenant = await startHttpsTenant()
  clockEverybodyIn(tenant)
  const site = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const kiosks: PreviewProcess[] = []
  onTestFinished(async () => {
    for (const { process } of kiosks) process.kill('SIGKILL')
    await tenant.close()
    site.remove()
  })
  const start = async (options: Partial<PreviewOptions> = {}): Promise<PreviewProcess> => {
    const kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath, ...options })
    kiosks.push(kiosk)
    return kiosk
  }
  return { tenant, site, start }
}

const isReady = ({ screen }: KioskState): boolean => screen.name === 'ready'

function makePipe(path: string): void {
  rmSync(path, { force: true })
  execFileSync('mkfifo', [path])
}

/** SIGTERM; the exit code, which has to come in time. */
async function endOf(kiosk: PreviewProcess): Promise<number> {
  void kiosk.stop()
  return waitUntil('the end', () => kiosk.process.exitCode ?? undefined, { limitMs: maxEndMs })
}

function alarms(site: Site): readonly { readonly kind: string; readonly detail?: string }[] {
  const report = JSON.parse(readFileSync(join(site.folder, 'data', 'health.json'), 'utf8')) as {
    alarms: { kind: string; detail?: string }[]
  }
  return report.alarms
}

/** The latest file process of the kiosk. */
function fileProcessPid(kiosk: PreviewProcess): number {
  const started = kiosk.log.filter((line) => line.includes('"files.process-started"')).at(-1) ?? '{}'
  return (JSON.parse(started) as { pid: number }).pid
}

describe.runIf(process.platform !== 'win32')('a pipe in the place of', () => {
  test.concurrent(
    'roster and certificate is shown on the screen, and the kiosk works once they are files',
    async (context) => {
      const { tenant, site, start } = await layOut(context)
      const { tenantId, clientId, certificatePath, privateKeyPath } = tenant
      const files = {
        'roster.csv': readFileSync(join(site.folder, 'roster.csv'), 'utf8'),
        'kiosk.pem': readFileSync(certificatePath, 'utf8'),
      }
      site.writeConfig({ signIn: { tenantId, clientId, certificatePath: 'kiosk.pem', privateKeyPath } })
      for (const name of Object.keys(files)) makePipe(join(site.folder, name))
      const kiosk = await start()
      const { screen } = await kiosk.reaches('setup', (state) => state.screen.name === 'setup-needed')
      const problem: unknown = expect.stringContaining('is not an ordinary file')
      expect(screen).toMatchObject({
        problems: [
          { key: 'signIn.certificatePath', problem },
          { key: 'directory.path', problem },
        ],
      })
      for (const [name, content] of Object.entries(files)) {
        rmSync(join(site.folder, name))
        writeFileSync(join(site.folder, name), content)
      }
      await kiosk.reaches('ready', isReady)
      expect(await endOf(kiosk)).toBe(0)
    },
  )

  test.concurrent('the logo is a warning, and the kiosk runs without it', async (context) => {
    const { site, start } = await layOut(context)
    site.writeConfig({ screen: { timeZone: 'Europe/Madrid', brand: { logoPath: 'logo.svg' } } })
    makePipe(join(site.folder, 'logo.svg'))
    const kiosk = await start()
    await kiosk.reaches('ready', isReady)
    expect(kiosk.log.find((line) => line.includes('"config.warning"'))).toContain('is not an ordinary file')
    expect(await endOf(kiosk)).toBe(0)
  })

  test.concurrent(
    'the config file is shown on the screen, and the kiosk works once it is a file',
    async (context) => {
      const { site, start } = await layOut(context)
      makePipe(site.configPath)
      const kiosk = await start()
      const { screen } = await kiosk.reaches('setup', (state) => state.screen.name === 'setup-needed')
      expect(screen).toMatchObject({ problems: [{ problem: 'is not an ordinary file' }] })
      rmSync(site.configPath)
      site.writeConfig()
      await kiosk.reaches('ready', isReady)
      expect(await endOf(kiosk)).toBe(0)
    },
  )

  test.concurrent(
    'the site key puts the kiosk out of service, and it works once the key is a file',
    async (context) => {
      const { site, start } = await layOut(context)
      const path = join(site.folder, 'site.key')
      site.writeConfig({ storage: { dataFolder: 'data', siteKeyPath: 'site.key' } })
      makePipe(path)
      const kiosk = await start()
      await waitUntil('the reason', () =>
        kiosk.log.some((line) => line.includes('journal.unusable') && line.includes('not an ordinary file')),
      )
      rmSync(path)
      writeFileSync(path, `${'ab'.repeat(32)}\n`)
      // It is read after one failure and found by the next opening.
      await kiosk.reaches('ready', isReady, 15_000)
      expect(await endOf(kiosk)).toBe(0)
    },
  )

  test.concurrent(
    'the roster while the kiosk runs raises the alarm; the last valid one stays in use, and stopping is not delayed',
    async (context) => {
      const { site, start } = await layOut(context)
      const kiosk = await start()
      await kiosk.reaches('ready', isReady)
      makePipe(join(site.folder, 'pipe'))
      renameSync(join(site.folder, 'pipe'), join(site.folder, 'roster.csv'))
      await waitUntil('the alarm', () =>
        alarms(site).some(
          ({ kind, detail }) => kind === 'directory' && detail?.includes('not an ordinary file'),
        ),
      )
      await kiosk.type(staff.ana.badge)
      await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
      expect(await endOf(kiosk)).toBe(0)
    },
  )
})

describe('a file process that hangs', () => {
  test.concurrent(
    'while the kiosk runs: taps still work, another process replaces it, and stopping is not delayed',
    async (context) => {
      const { site, start } = await layOut(context)
      const kiosk = await start()
      await kiosk.reaches('ready', isReady)
      const first = fileProcessPid(kiosk)
      process.kill(first, 'SIGSTOP')
      await kiosk.type(staff.ana.badge)
      await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
      await waitUntil(
        'the hang to be noticed',
        () => kiosk.log.some((line) => line.includes('files.no-answer')),
        {
          limitMs: 30_000,
        },
      )
      // The roster, which hung, is checked again after ten seconds.
      await waitUntil('another process', () => fileProcessPid(kiosk) !== first, { limitMs: 30_000 })
      expect(() => process.kill(first, 0)).toThrow('ESRCH')
      writeFileSync(join(site.folder, 'roster.csv'), 'Badge number,User ID,Name\r\n')
      await waitUntil(
        'the next roster to be looked at',
        () => alarms(site).some(({ kind }) => kind === 'directory'),
        {
          limitMs: 30_000,
        },
      )
      process.kill(fileProcessPid(kiosk), 'SIGSTOP')
      expect(await endOf(kiosk)).toBe(0)
    },
    90_000,
  )

  test.runIf(process.platform !== 'win32').concurrent(
    'over the config file: that is shown on the screen, and the kiosk stops in time',
    async (context) => {
      const { site, start } = await layOut(context)
      const kiosk = await start({ preview: previewWhoseFilesHang(site) })
      const { screen } = await kiosk.reaches('setup', (state) => state.screen.name === 'setup-needed', 25_000)
      const problem: unknown = expect.stringContaining('did not answer within 10 s')
      // The local file's look takes no longer: both are read at once.
      expect(screen).toMatchObject({ problems: [{ problem }, { problem }] })
      // The next try hangs already.
      await waitUntil(
        'the next process',
        () => kiosk.log.filter((line) => line.includes('"files.process-started"')).length >= 2,
        { limitMs: 20_000 },
      )
      expect(await endOf(kiosk)).toBe(0)
    },
    90_000,
  )

  test
    .runIf(process.platform !== 'win32')
    .concurrent('before anything was read: the kiosk stops in time', async (context) => {
      const { site, start } = await layOut(context)
      const kiosk = await start({ preview: previewWhoseFilesHang(site) })
      expect(kiosk.state()?.screen.name ?? 'starting').toBe('starting')
      expect(await endOf(kiosk)).toBe(0)
    })
})

/** The built host, with a file process that opens a pipe at each request, which nobody ever writes to. */
function previewWhoseFilesHang({ folder: siteFolder }: Site): string {
  const folder = mkdtempSync(join(siteFolder, 'preview-'))
  makePipe(join(folder, 'pipe'))
  mkdirSync(join(folder, 'out'))
  cpSync(join(root, 'out', 'preview'), join(folder, 'out', 'preview'), { recursive: true })
  symlinkSync(join(root, 'out', 'renderer'), join(folder, 'out', 'renderer'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  writeFileSync(
    join(folder, 'out', 'preview', 'file-process.js'),
    `import { readFile } from 'node:fs'
     process.on('message', () => readFile(${JSON.stringify(join(folder, 'pipe'))}, () => {}))
     process.send({ type: 'ready' })`,
  )
  return join(folder, 'out', 'preview', 'preview.js')
}
