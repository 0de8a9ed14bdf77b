import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'

export type ProbeOptions =
  | { readonly kind: 'help' }
  | { readonly kind: 'adopt'; readonly reportPath: string }
  | {
      readonly kind: 'probe'
      readonly configPath: string
      readonly teamId: string
      readonly userId: string
      readonly isTeamKnown: boolean
      readonly reportPath: string | undefined
    }
  | { readonly kind: 'bad'; readonly problem: string }

export const help = `npm run probe:tenant -- --config FILE --team ID --user ID [--i-know] [--report FILE]
npm run probe:tenant -- --adopt REPORT

Holds a real tenant against the list of what the kiosk believes of Entra and Graph.
It makes time cards of one user on one team, changes them, and deletes them again; it
touches no other. Use a team of its own with "kiosk test" in its name, and a user who
works on no other. About ten minutes, at most one request a second.

  --config FILE   the kiosk's own config file: endpoints, app and certificate
  --team ID       the team
  --user ID       object ID of the user, a member of that team
  --i-know        go on where the app may not read the team's name
  --report FILE   write what was seen; no name, id, mail, token or secret is in it
  --adopt REPORT  record what a report has seen in test/graph-conformance/seen.json
  -h, --help

Exit codes: 0 every answer is one that the kiosk is ready for; 1 a fault; 2 refused, or
options or config are not right; 3 an answer that the kiosk is not ready for; 4 the team
is not as it was; 130 interrupted.
`

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function readOptions(argv: readonly string[]): ProbeOptions {
  let values: ReturnType<typeof parsed>
  try {
    values = parsed(argv)
  } catch (problem) {
    // Node's message repeats the argument, which may be anything.
    const code = (problem as { readonly code?: unknown }).code
    return { kind: 'bad', problem: `an option is unknown or lacks its value (${String(code)})` }
  }
  const { config, team, user, adopt } = values
  if (values.help === true) return { kind: 'help' }
  if (adopt !== undefined) return { kind: 'adopt', reportPath: adopt }
  if (config === undefined) return { kind: 'bad', problem: '--config FILE is missing' }
  if (team === undefined || !guid.test(team))
    return { kind: 'bad', problem: '--team needs the ID of a team, a GUID' }
  if (user === undefined || !guid.test(user))
    return { kind: 'bad', problem: '--user needs the object ID of a user, a GUID' }
  // It is written after ten minutes: too late to learn that it cannot be.
  if (values.report !== undefined && !existsSync(dirname(values.report)))
    return { kind: 'bad', problem: '--report names a file in a folder that is not there' }
  return {
    kind: 'probe',
    configPath: config,
    teamId: team,
    userId: user,
    isTeamKnown: values['i-know'] === true,
    reportPath: values.report,
  }
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  return parseArgs({
    args: [...argv],
    options: {
      config: text,
      team: text,
      user: text,
      report: text,
      adopt: text,
      'i-know': flag,
      help: { ...flag, short: 'h' },
    },
  }).values
}
