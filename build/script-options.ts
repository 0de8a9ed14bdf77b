import { parseArgs, type ParseArgsConfig } from 'node:util'

type OptionsOf = NonNullable<ParseArgsConfig['options']>
type ValuesOf<Options extends OptionsOf> = ReturnType<
  typeof parseArgs<{ readonly options: Options; readonly strict: true }>
>['values']

/**
 * Parses an npm script's command line, including `--help` and `-h`. Returns `undefined` if there is nothing
 * left to do: the help was printed (exit code 0), or the mistake with the help (exit code 2).
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
    // After the first sentence, Node adds advice on `--`.
    const [mistake = ''] = (error instanceof Error ? error.message : String(error)).split('. ', 1)
    process.stderr.write(`${mistake.replace(/\.?$/, '.')}\n\n${help.trim()}\n`)
    process.exitCode = 2
    return undefined
  }
}

/** Help wins over all other arguments. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}
