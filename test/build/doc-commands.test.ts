import { execFile } from 'node:child_process'
import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildWhereStale } from '../../build/build.ts'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { parseOptions, type Host } from '../../electron/ops/cli/options.ts'
import { createJsonLog } from '../../electron/ops/log/json-log.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { filledInSample } from '../config/kiosk-folder.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { docCommands, fencedBlocks, root, splitCommands, wordsOf, type DocCommand } from './doc-commands.ts'

interface KioskCommand extends DocCommand {
  readonly host: Host
  readonly argv: readonly string[]
}

interface Run {
  readonly command: string
  readonly exitCode: number
  /** Part of the output. */
  readonly says?: string
  /** What a person does before, in words between the commands. */
  readonly before?: (folder: string) => void
}

/** Run as written, one after the other, in a folder that looks like the project's. */
const runs: Readonly<Record<string, readonly Run[]>> = {
  'README.md': [
    { command: 'mkdir trial', exitCode: 0 },
    { command: 'cp build/config.sample.jsonc trial/config.json', exitCode: 0 },
    { command: 'cp build/config.schema.json trial/', exitCode: 0 },
    { command: 'cp build/roster.sample.csv trial/roster.csv', exitCode: 0 },
    {
      command:
        'openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 730 -subj "/CN=Shifts Badge Kiosk trial" -keyout trial/kiosk.key -out trial/kiosk.pem',
      exitCode: 0,
    },
    {
      before: (folder) =>
        writeFileSync(
          join(folder, 'trial/config.json'),
          filledInSample.replace(/\/\/ "dataFolder": "[^"]*"/, '"dataFolder": "data"'),
        ),
      command: 'npm run preview -- --check-config --config trial/config.json',
      exitCode: exitCodes.ok,
      says: 'trial/config.json  0 warnings',
    },
  ],
  'docs/deploy.md': [
    {
      command:
        'openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 730 -subj "/CN=Shifts Badge Kiosk dock-3" -keyout kiosk.key -out kiosk.pem',
      exitCode: 0,
    },
  ],
  'docs/operations.md': [
    {
      before: (folder) => {
        const log = createJsonLog({ write: (line) => appendFileSync(join(folder, 'kiosk.log'), line) })
        log.warn('reader.unreadable', { reader: 'keyboard', problem: 'unreadable', detail: 'too short' })
        log.info('reader.unreadable', {
          tapId: '9f3a21c0-5717-4562-b3fc-2c963f66afa6',
          problem: 'unreadable',
        })
      },
      command: "grep -i -B 1 'reader.unreadable.*9F3A21C0' kiosk.log",
      exitCode: 0,
      says: 'too short',
    },
  ],
  'docs/rollout.md': [
    {
      command:
        'openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 730 -subj "/CN=Shifts Badge Kiosk $(hostname)" -keyout kiosk.key -out kiosk.pem',
      exitCode: 0,
    },
  ],
}

/** What cannot run in a test, by the reason. The options of this project's own programs are checked. */
const notRun: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'needs the network': [
    'git clone REPOSITORY shifts-badge-kiosk',
    'cd shifts-badge-kiosk',
    'npm ci',
    'npm run dist',
    'npm run dist -- --linux --target deb',
  ],
  'does not end; npm-scripts.test.ts starts and stops it': [
    'npm run demo',
    'npm run dev',
    'npm run gallery',
    'npm run preview -- --config trial/config.json',
  ],
  'takes minutes, and runs this test': ['npm run check', 'npm test', 'npm run bench'],
  "needs Electron's runtime": ['npm run dist -- --dir --electron-dist FOLDER', 'npm run dist:try'],
  'needs a tenant': [
    'npm run preview -- --check-config --online --config trial/config.json',
    'npm run probe:tenant -- --config FILE --team ID --user ID --report report.json',
    'npm run probe:tenant -- --adopt report.json',
  ],
  'needs a person at a badge reader': ['npm run probe:reader -- --report reader.json'],
  'needs an installed package': [
    /^(?:sudo -u shifts-kiosk )?shifts-badge-kiosk --/,
    'ls -l /etc/shifts-badge-kiosk',
    'cd /etc/shifts-badge-kiosk',
    "samples='/opt/Shifts Badge Kiosk/resources'",
    'editor config.json roster.csv',
  ],
  'needs root': [
    'install -o root -g shifts-kiosk -m 0640 config.json kiosk.pem kiosk.key roster.csv /etc/shifts-badge-kiosk/',
    /^install -d -o shifts-kiosk .*\/home\/\.pki\/nssdb$/,
    /^sudo -u shifts-kiosk certutil /,
    /^apt-get install -y \.\/shifts-badge-kiosk-VERSION-linux-amd64\.deb /,
    'chown root:shifts-kiosk kiosk.key kiosk.pem && chmod 0640 kiosk.key kiosk.pem',
    'install -o root -g shifts-kiosk -m 0640 "$samples/config.sample.jsonc" config.json',
    'install -o root -g shifts-kiosk -m 0640 "$samples/roster.sample.csv" roster.csv',
    'systemctl set-default graphical.target',
    'systemctl enable --now shifts-badge-kiosk',
  ],
  'needs a key in a PKCS #11 store': [/^openssl req -new -x509 .* -engine pkcs11 /],
  'needs sqlite3 and a damaged journal; recover.pcsc.test.ts runs what Debian 12 can run of it': [
    /^cp journal\.db\.corrupt-/,
    'sqlite3 damaged.db ".recover" | sqlite3 recovered.db',
    'sqlite3 recovered.db "DROP TABLE IF EXISTS open_taps"',
    'sqlite3 damaged.db ".clone recovered.db"',
    /^sqlite3 recovered\.db "PRAGMA user_version = /,
    'sqlite3 journal.db ".schema" | sqlite3 rebuilt.db',
    /^sqlite3 rebuilt\.db "\s+ATTACH /,
  ],
}

/** Windows has another shell, and gives links only to administrators. */
const isPosix = process.platform !== 'win32'

const commands = docCommands()
const isMatch = (expected: string | RegExp, text: string): boolean =>
  typeof expected === 'string' ? expected === text : expected.test(text)
const notRunList = Object.values(notRun).flat()
const isRun = (file: string, text: string) => runs[file]?.some(({ command }) => command === text) === true
const notRunCommands = commands.filter(({ file, text }) => !isRun(file, text))

test('a script is split into commands', () => {
  const script = 'a  # why\nb "c\n# d" \\\n  e\n\n# f\ng \'h " i\' #j\necho k#l "m \\" n"'
  expect(splitCommands(script)).toEqual(['a', 'b "c\n# d" e', "g 'h \" i'", 'echo k#l "m \\" n"'])
})

test('each fenced block with a language has a known one, so that no command is missed', () => {
  const known = ['', 'sh', 'console', 'powershell', 'json', 'jsonc']
  expect(fencedBlocks().filter(({ language }) => !known.includes(language))).toEqual([])
})

test('each command of README.md and docs is run here, or has a reason why not', () => {
  const unknown = notRunCommands.filter(({ text }) => !notRunList.some((expected) => isMatch(expected, text)))
  expect(unknown).toEqual([])
})

test('each entry of the lists is a command in the documents', () => {
  const unused = notRunList.filter((expected) => !notRunCommands.some(({ text }) => isMatch(expected, text)))
  expect(unused).toEqual([])
  for (const [file, entries] of Object.entries(runs)) {
    const written = commands.filter((one) => one.file === file && isRun(file, one.text))
    expect(
      written.map(({ text }) => text),
      file,
    ).toEqual(entries.map(({ command }) => command))
  }
})

describe('the options of commands that do not run here', () => {
  const programs = notRunCommands.flatMap(({ file, text }) => {
    const own = /(?<=^|\s)(?:npm (?:run|test|start)\b|shifts-badge-kiosk (?=--)).*/s.exec(text)?.[0]
    return own === undefined ? [] : [{ file, text, words: wordsOf(own) }]
  })

  test('belong to the kiosk and can be combined', () => {
    const kiosk = programs.flatMap(({ file, text, words }): KioskCommand[] => {
      const [program, action, name] = words
      if (program === 'shifts-badge-kiosk') return [{ file, text, host: 'app', argv: words.slice(1) }]
      if (action !== 'run' || name !== 'preview') return []
      return [{ file, text, host: 'preview', argv: words.slice(4) }]
    })
    expect(kiosk.length).toBeGreaterThan(10)
    for (const { file, text, host, argv } of kiosk) {
      // The end of a head is left out in the documents.
      const whole = argv.map((word) => word.replace('…', 'f'.repeat(64)))
      expect(parseOptions(whole, host), `${file}: ${text}`).toMatchObject({ kind: 'ok' })
    }
  })

  const scripts = programs.flatMap(({ file, text, words: [program, action = '', name = '', ...rest] }) => {
    if (program !== 'npm') return []
    return [{ file, text, script: action === 'run' ? name : action, options: rest.slice(1) }]
  })

  test('follow an existing npm script', () => {
    expect(scripts.filter(({ script }) => !(script in packageJson.scripts))).toEqual([])
  })

  const optionsByScript = new Map<string, Set<string>>()
  for (const { script, options } of scripts) {
    const named = options.filter((word) => word.startsWith('--'))
    if (script === 'preview' || named.length === 0) continue
    optionsByScript.set(script, new Set([...(optionsByScript.get(script) ?? []), ...named]))
  }

  test.runIf(isPosix).each([...optionsByScript])(
    'are in the help of npm run %s',
    async (script, options) => {
      const { exitCode, output } = await shell(`npm run ${script} -- --help`, root)
      expect(exitCode, output).toBe(0)
      const helped: string[] = output.match(/--[a-z][\w-]*/g) ?? []
      expect([...options].filter((option) => !helped.includes(option))).toEqual([])
    },
    60_000,
  )
})

describe.runIf(isPosix)('the commands run as written', () => {
  beforeAll(buildWhereStale, 120_000)

  test.each(Object.entries(runs))(
    'in %s',
    async (_, entries) => {
      const folder = projectLikeFolder()
      for (const { command, exitCode, says, before } of entries) {
        before?.(folder)
        const ended = await shell(command, folder)
        expect(ended.exitCode, `${command}\n${ended.output}`).toBe(exitCode)
        expect(ended.output, command).toContain(says ?? '')
      }
    },
    60_000,
  )
})

/** What the commands read, as links: what a command creates does not reach the project. */
function projectLikeFolder(): string {
  const folder = tempFolder()
  for (const name of ['package.json', 'build', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name))
  return folder
}

function shell(
  command: string,
  cwd: string,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd, timeout: 50_000 }, (error, stdout, stderr) =>
      resolve({
        exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
        output: `${stdout}${stderr}`,
      }),
    )
  })
}
