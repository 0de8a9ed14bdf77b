import { parseArgs } from 'node:util'

export type ProbeCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'adopt'; readonly path: string }
  | {
      readonly kind: 'walk'
      readonly readerName: string | undefined
      readonly reportPath: string | undefined
      readonly stepLimitMs: number
    }
  | { readonly kind: 'bad'; readonly problem: string }

const defaultStepS = 20
const maxStepS = 600

export const probeHelp = `npm run probe:reader -- [options]

Walks you through ten steps at a badge reader, in about two minutes, and compares what this project believes of
readers and badges with what it sees. Have three badges and a phone at hand, and no kiosk running. Enter skips a step.
Badge numbers are neither printed nor written.

  --report FILE   write what was seen as JSON
  --reader NAME   use only readers whose name contains NAME
  --seconds N     how long each step waits (default ${defaultStepS})
  --adopt REPORT  record what a report has seen in test/reader-conformance/seen.json
  -h, --help

Exit codes: 0 the kiosk is ready for all that was seen, 1 it is not or the report cannot be written, 2 the command line or REPORT is not
right, 3 no reader to be had, 4 ready as far as it was seen, but not every step was done, 130 and 143 stopped by
Ctrl-C or SIGTERM.`

/** Reads the arguments, `npm run`'s own left out. */
export function readProbeCommand(argv: readonly string[]): ProbeCommand {
  let values
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        report: { type: 'string' },
        reader: { type: 'string' },
        seconds: { type: 'string' },
        adopt: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return { kind: 'bad', problem: error instanceof Error ? error.message : String(error) }
  }
  const { report, reader, seconds, adopt, help } = values
  if (help === true) return { kind: 'help' }
  if (adopt !== undefined) {
    const isAlone = report === undefined && reader === undefined && seconds === undefined
    return isAlone
      ? { kind: 'adopt', path: adopt }
      : { kind: 'bad', problem: '--adopt goes with no other option.' }
  }
  const stepS = Number(seconds ?? defaultStepS)
  if (!(stepS >= 1 && stepS <= maxStepS)) {
    return { kind: 'bad', problem: `--seconds takes a number from 1 to ${maxStepS}.` }
  }
  return { kind: 'walk', readerName: reader, reportPath: report, stepLimitMs: stepS * 1000 }
}
