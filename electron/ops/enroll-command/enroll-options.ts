import { echoed } from '../../base/text/echo.ts'

/** What `--enroll` requests. */
export type EnrollCommand =
  | { readonly action: 'add'; readonly person: string; readonly replace: boolean }
  | { readonly action: 'block' }
  | { readonly action: 'list' }
  | { readonly action: 'export'; readonly path: string }

export interface EnrollTexts {
  /** The options that were given without a value. */
  readonly flags: ReadonlySet<string>
  /** Of `--export`. */
  readonly path: string | undefined
  /** Arguments that belong to no option. */
  readonly people: readonly string[]
}

const actionFlags = ['block', 'list'] as const
export const enrollFlags: readonly string[] = ['enroll', 'replace', ...actionFlags]

/** Parses the texts into a command. With any problem there is no command. */
export function enrollCommand({ flags, path, people }: EnrollTexts): {
  readonly command?: EnrollCommand
  readonly problems: readonly string[]
} {
  const actions = [
    ...actionFlags.filter((name) => flags.has(name)),
    ...(path === undefined ? [] : ['export']),
  ]
  const given = [...actions, ...(flags.has('replace') ? ['replace'] : [])]
  if (!flags.has('enroll')) return { problems: given.map((name) => `--${name} works only with --enroll`) }
  const [person, ...more] = people
  const problems = more.map(
    (extra) => `unexpected argument: ${echoed(extra)}; put a name of several words in quotes`,
  )
  const [action, other] = actions
  if (other !== undefined) problems.push(`--${action} and --${other} cannot be combined`)
  if (action !== undefined && person !== undefined)
    problems.push(`--enroll --${action} takes no person: ${echoed(person)}`)
  if (action !== undefined && flags.has('replace')) problems.push('--replace works only with --enroll PERSON')
  if (action === undefined && person === undefined)
    problems.push('--enroll needs a person, or --block, --list or --export FILE')
  if (problems.length > 0) return { problems }
  if (path !== undefined) return { problems, command: { action: 'export', path } }
  if (flags.has('block')) return { problems, command: { action: 'block' } }
  if (flags.has('list')) return { problems, command: { action: 'list' } }
  return { problems, command: { action: 'add', person: person ?? '', replace: flags.has('replace') } }
}
