export type CheckState = 'good' | 'warning' | 'problem' | 'not-checked'

/** Where the cause of a problem is; determines the exit code. */
export type CheckArea = 'computer' | 'network' | 'sign-in' | 'team'

/**
 * The result of one check. Holds no secrets, tokens, names, mail addresses or badge numbers, since results
 * are sent in mails and tickets. IDs of tenant, app and team are shown as in the config.
 */
export interface CheckResult {
  /** Stable, since scripts rely on it. */
  readonly id: CheckId
  readonly area: CheckArea
  readonly state: CheckState
  /** What was checked. */
  readonly title: string
  /** What was found, one line per finding. */
  readonly detail: string
  /** What to do; absent if there is nothing to do. */
  readonly fix?: string
}

/** All checks, in the order they are reported. */
export const checks = {
  'config.file': { area: 'computer', title: 'Config file' },
  'config.ids': { area: 'computer', title: 'IDs of tenant, app and team' },
  certificate: { area: 'computer', title: 'Certificate' },
  'roster.file': { area: 'computer', title: 'Roster' },
  'roster.ids': { area: 'computer', title: 'User IDs in the roster' },
  'data.folder': { area: 'computer', title: 'Data folder' },
  'data.disk': { area: 'computer', title: 'Free disk space' },
  'site-key': { area: 'computer', title: 'Site key' },
  'alerts.webhook': { area: 'computer', title: 'Webhook for alerts' },
  'log.folder': { area: 'computer', title: 'Log folder' },
  'reader.software': { area: 'computer', title: 'Badge reader software' },
  'reader.service': { area: 'computer', title: 'Smart card service' },
  'reader.found': { area: 'computer', title: 'Badge reader' },
  'network.sign-in': { area: 'network', title: 'Connection to the sign-in service' },
  'network.graph': { area: 'network', title: 'Connection to Microsoft Graph' },
  'network.alerts': { area: 'network', title: 'Connection to the webhook for alerts' },
  clock: { area: 'sign-in', title: "This computer's clock" },
  'sign-in.token': { area: 'sign-in', title: 'Sign-in' },
  'sign-in.permissions': { area: 'sign-in', title: 'Permissions' },
  'team.found': { area: 'team', title: 'Team' },
  'team.schedule': { area: 'team', title: "The team's schedule" },
  'team.time-clock': { area: 'team', title: "The team's time clock" },
  'team.time-zone': { area: 'team', title: 'Time zone' },
  'team.card-list': { area: 'team', title: 'Lists of time cards' },
  'team.members': { area: 'team', title: 'Roster people in the team' },
  'team.people': { area: 'team', title: 'People and badges in Entra' },
} as const satisfies Record<string, { area: CheckArea; title: string }>

export type CheckId = keyof typeof checks

/** The checks of an area. */
export function checksOf(area: CheckArea): readonly CheckId[] {
  return (Object.keys(checks) as CheckId[]).filter((id) => checks[id].area === area)
}

export function good(id: CheckId, detail: string): CheckResult {
  return { id, ...checks[id], state: 'good', detail }
}

export function warning(id: CheckId, detail: string, fix?: string): CheckResult {
  return { id, ...checks[id], state: 'warning', detail, ...(fix !== undefined && { fix }) }
}

/** `area`: if it differs from the check's own, such as a network failure during the sign-in. */
export function problem(
  id: CheckId,
  detail: string,
  fix: string,
  area: CheckArea = checks[id].area,
): CheckResult {
  return { id, ...checks[id], area, state: 'problem', detail, fix }
}

export function notChecked(id: CheckId, detail: string): CheckResult {
  return { id, ...checks[id], state: 'not-checked', detail }
}

/** `1 person`, `2 people`. */
export function numberOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
