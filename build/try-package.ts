import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }

/**
 * `npm run dist:try`: starts each packaged app in dist/ that this computer can run and has it tell its version, so
 * that fuses, archive and runtime are known to go together. Through a file, for on Windows the app has no console.
 */
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const longestStartMs = 60_000

const executables = readdirSync(dist)
  .flatMap((folder) => [
    join(dist, folder, 'shifts-badge-kiosk'),
    join(dist, folder, 'Shifts Badge Kiosk.exe'),
    join(dist, folder, 'Shifts Badge Kiosk.app/Contents/MacOS/Shifts Badge Kiosk'),
  ])
  .filter((path) => existsSync(path))
if (executables.length === 0) throw new Error('There is no packaged app in dist/: run npm run dist.')
for (const executable of executables) {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-try-'))
  const output = join(folder, 'version.txt')
  execFileSync(executable, ['--version', '--output', output], { stdio: 'inherit', timeout: longestStartMs })
  const told = readFileSync(output, 'utf8').trim()
  rmSync(folder, { recursive: true })
  if (told !== packageJson.version)
    throw new Error(`${executable} says ${told}, and it should be ${packageJson.version}.`)
  process.stdout.write(`${executable}: ${told}\n`)
}
