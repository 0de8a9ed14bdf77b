import { parseArgs, type ParseArgsConfig } from 'node:util'

type OptionsOf = NonNullable<ParseArgsConfig['options']>
type ValuesOf<Options extends OptionsOf> = ReturnType<
  typeof parseArgs<{ readonly options: Options; readonly strict: true }>
>['values']

/**
 * Reads an npm script's own command line, `--help` and `-h` included. Gives `undefined` when there is nothing left to do:
 * the help was printed (exit code 0), or the mistake and the help were (exit code 2).
 */
export function scriptOptions<const Options extends OptionsOf>(
  help: string,
  options: Options,
): ValuesOf<Options> | undefined {
  const argv = process.argv.slice(2)
  if (asksForHelp(argv)) {
    process.stdout.write(`${help.trim()}\n`)
    return undefined
  }
  try {
    return parseArgs({ args: argv, options, strict: true }).values
  } catch (error) {
    // Node adds advice on `--` after the first sentence.
    const [mistake = ''] = (error instanceof Error ? error.message : String(error)).split('. ', 1)
    process.stderr.write(`${mistake.replace(/\.?$/, '.')}\n\n${help.trim()}\n`)
    process.exitCode = 2
    return undefined
  }
}

/** Whoever asks for help gets it, whatever else was typed. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}
