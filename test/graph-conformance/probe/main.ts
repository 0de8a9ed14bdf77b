import { adopt } from './adopt.ts'
import { createLeftOut } from './left-out.ts'
import { help, readOptions } from './options.ts'
import { probe, probeExit, type ProbeExit } from './probe.ts'

/** `npm run probe:tenant`: see docs/verification.md. */
const leftOut = createLeftOut()
const say = (text: string): void => void process.stdout.write(`${leftOut.clean(text)}\n`)
const warn = (text: string): void => void process.stderr.write(`${leftOut.clean(text)}\n`)

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // The second one ends at once; the next start deletes what is left.
    if (interrupted) process.exit(probeExit.interrupted)
    interrupted = true
    warn('Interrupted: deleting the own time cards. Once more to end at once.')
  })
// Whoever reads along has gone (`| head`), which must not leave a card behind.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', () => {
    interrupted = true
  })

async function run(): Promise<ProbeExit> {
  const options = readOptions(process.argv.slice(2))
  switch (options.kind) {
    case 'help':
      say(help)
      return probeExit.ok
    case 'bad':
      warn(`${options.problem}; --help says more.`)
      return probeExit.refused
    case 'adopt': {
      const adopted = adopt(options.reportPath)
      if (adopted.kind === 'bad') {
        warn(`Not adopted: ${adopted.problem}.`)
        return probeExit.refused
      }
      say(`${adopted.count} answers recorded.`)
      return probeExit.ok
    }
    case 'probe':
      return probe(options, {
        fetch: (url, init) => fetch(url, init),
        env: process.env,
        leftOut,
        say,
        warn,
        isInterrupted: () => interrupted,
      })
    default:
      return options satisfies never
  }
}

try {
  process.exitCode = await run()
} catch (problem) {
  // Its words may repeat a value.
  warn(`A fault: ${problem instanceof Error ? problem.name : 'unknown'}`)
  process.exitCode = probeExit.fault
}
