import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { scriptOptions } from './script-options.ts'

/** `npm run check`: the scripts `check:*`, as many at a time as there are processors (four at most). */
const root = fileURLToPath(new URL('..', import.meta.url))
/** The longest first, so that no long one runs alone at the end. */
const longest = ['check:lint', 'check:types', 'check:patterns', 'check:format']
const checks = Object.keys(packageJson.scripts)
  .filter((name) => name.startsWith('check:'))
  .sort((a, b) => placeOf(a) - placeOf(b))

const help = `
Usage: npm run check

Runs ${checks.join(', ')}, several at a time, and shows the output of each when it ends.

  -h, --help  show this
`

if (scriptOptions(help, {}) !== undefined) await runChecks()

async function runChecks(): Promise<void> {
  const waiting = [...checks]
  const failed: string[] = []
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { isGood, output } = await runScript(name)
      process.stdout.write(`${isGood ? 'passed' : 'FAILED'}  ${name}\n${isGood ? '' : output}`)
      if (!isGood) failed.push(name)
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  if (failed.length === 0) return
  process.stdout.write(`Failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}

function runScript(name: string): Promise<{ readonly isGood: boolean; readonly output: string }> {
  // A shell finds npm on Windows too, where it is npm.cmd.
  const npm = spawn(`npm run -s ${name}`, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    npm.once('error', reject)
    npm.once('close', (code) => resolve({ isGood: code === 0, output }))
  })
}

function placeOf(name: string): number {
  const place = longest.indexOf(name)
  return place === -1 ? longest.length : place
}
