import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { runProgram } from './run-program.ts'
import { scriptOptions } from './script-options.ts'

/**
 * `npm run dist:try`: starts each packaged app in dist/ that this computer can run and reads its version, to
 * verify that fuses, archive and runtime work together. Through a file, because on Windows the app has no
 * console.
 */
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const maxStartMs = 60_000

const help = `
Usage: npm run dist:try

Starts each packaged app in dist/ that this computer can run, and checks the version it reports.

  -h, --help  show this

Exit codes: 0 all run, 1 no package, or one that does not run, 2 invalid command line.
`

if (scriptOptions(help, {}) !== undefined) {
  const problem = await tryPackages()
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 1
  }
}

/** What is wrong, in one line; undefined if nothing is. */
async function tryPackages(): Promise<string | undefined> {
  const executables = (existsSync(dist) ? readdirSync(dist) : [])
    .flatMap((folder) => [
      join(dist, folder, 'shifts-badge-kiosk'),
      join(dist, folder, 'Shifts Badge Kiosk.exe'),
      join(dist, folder, 'Shifts Badge Kiosk.app/Contents/MacOS/Shifts Badge Kiosk'),
    ])
    .filter((path) => existsSync(path))
  if (executables.length === 0) return 'There is no packaged app in dist/: run npm run dist.'
  for (const executable of executables) {
    const folder = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-try-'))
    const output = join(folder, 'version.txt')
    const code = await runProgram(executable, ['--version', '--output', output], { timeout: maxStartMs })
    const reported = existsSync(output) ? readFileSync(output, 'utf8').trim() : 'nothing'
    rmSync(folder, { recursive: true })
    if (code !== 0) return `${executable} exited with ${code}.`
    if (reported !== packageJson.version)
      return `${executable} reports version ${reported}, but should be ${packageJson.version}.`
    process.stdout.write(`${executable}: ${reported}\n`)
  }
  return undefined
}
