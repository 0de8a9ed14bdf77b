import { certificateWarningMs, clockSkewWarningMs } from '../base/alarm-limits.ts'
import type { DirectoryStatus } from '../directory/directory.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import type { ScheduleStatus } from '../shifts/team-schedule.ts'
import type { Connection, ReaderStatus } from '../contract/kiosk-state.ts'
import type { JournalStatus } from './flow/tap-flow.ts'

/** A problem that somebody should check. `detail` is text for IT, without names or badge numbers. */
export interface Alarm {
  readonly kind: AlarmKind
  readonly detail: string
}

export const alarmKinds = {
  setup: 'The config file was changed and is not valid: the next start of the kiosk would need setup.',
  reader: 'The kiosk cannot read badges.',
  'badge-left-on-reader': 'The same badge has been read again and again for five minutes.',
  directory: 'Badges cannot be looked up, or only in an outdated roster.',
  'badge-format': 'Unknown badges would be found with another badgeNumberFormat, or with the whole UID.',
  'badges-unknown': 'Most of the last 20 badges are not in the roster.',
  'roster-doubtful': 'Many rows of the roster are unusable or contradict each other.',
  journal: 'The kiosk cannot save taps and is out of service.',
  'journal-set-aside': 'A damaged journal was set aside and a new one started, or its files were replaced.',
  'site-key': 'The journal was written under another site key: its open taps are parked.',
  'clock-wrong': "This computer's clock is wrong. Taps still get the servers' time.",
  offline: 'Microsoft Graph did not answer the last request.',
  proxy: 'A proxy requires a password, which the kiosk does not have: nothing reaches Microsoft.',
  'sign-in': 'The kiosk cannot sign in to Microsoft: no tap reaches Shifts until IT fixes it.',
  'certificate-not-registered': 'A new certificate was installed that Entra does not know.',
  'permission-missing':
    'The app may not end time cards: no clock-out succeeds until an admin grants consent.',
  'in-the-way': 'Something between the kiosk and Microsoft answers in its place: taps keep waiting.',
  'shifts-setup': 'No clock-out in a team can succeed until something is changed in Teams or in Entra.',
  'taps-waiting': 'Taps have been waiting to be sent for more than an hour.',
  'certificate-expiring': 'The certificate expires soon or has expired.',
  'certificate-not-taken':
    'A new certificate was installed but cannot be used; the previous one stays in use.',
  alerts: 'Alerts reach nobody: the webhook does not accept them.',
  'taps-parked': 'Taps that Shifts finally refused, or whose result nobody saw, wait for a manager.',
} as const
export type AlarmKind = keyof typeof alarmKinds

export interface HealthFacts {
  /** Why the current config file is not valid; undefined: it is valid or unchanged. */
  readonly configProblem: string | undefined
  readonly reader: ReaderStatus
  /** How long a badge has been read again and again; 0: none is. */
  readonly leftOnReaderForMs: number
  readonly directory: DirectoryStatus
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number
  /** `format`: which setting would make unknown badges known. `unknown`: that most are unknown. As text. */
  readonly badges: { readonly format?: string; readonly unknown?: string }
  readonly journal: JournalStatus
  /** Path of the damaged journal that was set aside, or how its files were replaced. */
  readonly setAside: string | undefined
  /** The id of the site key that the journal was written under, if it differs from the current one. */
  readonly otherKeyId: string | undefined
  readonly connection: Connection
  /** Which proxy requires a password, and what to do; undefined: none does. */
  readonly proxyProblem: string | undefined
  /** What answers in Microsoft's place, and what to check; undefined: nothing does. */
  readonly inTheWay: string | undefined
  /** Why the sign-in fails: Microsoft refuses it, or the credential is unusable; undefined: it works. */
  readonly signInProblem: string | undefined
  /** Why Entra refuses a new certificate, and whether the previous one still works; undefined: no refusal. */
  readonly newCertificateProblem: string | undefined
  /** Which permission is missing, and what to do; undefined: none. */
  readonly permissionProblem: string | undefined
  /** How far this computer's clock is ahead of the servers'; undefined: no server has answered yet. */
  readonly clockAheadMs: number | undefined
  readonly schedule: ScheduleStatus
  readonly waitingTaps: number
  readonly longestWaitMs: number
  readonly lastFailure: GraphFailure | undefined
  readonly parkedTaps: number
  /** Why alerts reach nobody, as text. */
  readonly alertsProblem: string | undefined
  /** Undefined: the kiosk signs in with a client secret. */
  readonly certificate: CertificateFacts | undefined
}

export interface CertificateFacts {
  /** Milliseconds since the Unix epoch, as `nowMs` is. */
  readonly validToMs: number
  readonly nowMs: number
  /** Why a newly installed certificate is not used. */
  readonly problem: string | undefined
}

const waitingTooLongMs = 3_600_000
const leftOnReaderTooLongMs = 5 * 60_000
const dayMs = 24 * 3_600_000
const oldListMs = 3 * dayMs

export function alarmsOf(facts: HealthFacts): readonly Alarm[] {
  const { reader, directory, journal, setAside, connection, clockAheadMs = 0 } = facts
  const alarms: (Alarm | false)[] = [
    facts.configProblem !== undefined && alarm('setup', facts.configProblem),
    reader.kind !== 'ready' && reader.kind !== 'starting' && alarm('reader', statusWords(reader)),
    facts.leftOnReaderForMs >= leftOnReaderTooLongMs &&
      alarm(
        'badge-left-on-reader',
        `for ${duration(facts.leftOnReaderForMs)}: take the badge off the reader`,
      ),
    directory.kind === 'unusable' && alarm('directory', directory.detail),
    directory.kind === 'ready' && directory.stale !== undefined && alarm('directory', directory.stale),
    directory.kind === 'ready' &&
      directory.stale === undefined &&
      directory.listedAtMs !== undefined &&
      facts.nowMs - directory.listedAtMs > oldListMs &&
      alarm('directory', oldListWords(directory.listedAtMs, facts.nowMs)),
    directory.kind === 'ready' &&
      directory.doubtful !== undefined &&
      alarm('roster-doubtful', directory.doubtful),
    facts.badges.format !== undefined && alarm('badge-format', facts.badges.format),
    facts.badges.unknown !== undefined && alarm('badges-unknown', facts.badges.unknown),
    journal.kind === 'failed' && alarm('journal', journal.detail),
    setAside !== undefined && alarm('journal-set-aside', setAside),
    facts.otherKeyId !== undefined &&
      alarm(
        'site-key',
        `the journal was under the key ${facts.otherKeyId}; if nobody changed it, find out who did`,
      ),
    Math.abs(clockAheadMs) > clockSkewWarningMs &&
      alarm('clock-wrong', `PC clock wrong by ${clockAheadMs < 0 ? '-' : '+'}${duration(clockAheadMs)}`),
    // Without a token, no request reaches Graph.
    connection === 'offline' &&
      facts.signInProblem === undefined &&
      alarm('offline', failureWords(facts.lastFailure)),
    facts.proxyProblem !== undefined && alarm('proxy', facts.proxyProblem),
    facts.signInProblem !== undefined && alarm('sign-in', facts.signInProblem),
    facts.newCertificateProblem !== undefined &&
      alarm('certificate-not-registered', facts.newCertificateProblem),
    facts.permissionProblem !== undefined && alarm('permission-missing', facts.permissionProblem),
    facts.inTheWay !== undefined && alarm('in-the-way', facts.inTheWay),
    facts.schedule.kind === 'unusable' && alarm('shifts-setup', facts.schedule.detail),
    facts.longestWaitMs > waitingTooLongMs &&
      alarm('taps-waiting', `${facts.waitingTaps} waiting: ${failureWords(facts.lastFailure)}`),
    facts.alertsProblem !== undefined && alarm('alerts', facts.alertsProblem),
    ...certificateAlarms(facts.certificate),
    facts.parkedTaps > 0 && alarm('taps-parked', `${facts.parkedTaps} parked: see --journal list`),
  ]
  return alarms.filter((entry) => entry !== false)
}

function certificateAlarms(certificate: CertificateFacts | undefined): (Alarm | false)[] {
  if (certificate === undefined) return []
  const { validToMs, nowMs, problem } = certificate
  const leftMs = validToMs - nowMs
  const day = new Date(validToMs).toISOString().slice(0, 10)
  const words = leftMs > 0 ? `expires on ${day}, in ${Math.floor(leftMs / dayMs)} days` : `expired on ${day}`
  return [
    leftMs < certificateWarningMs && alarm('certificate-expiring', words),
    problem !== undefined && alarm('certificate-not-taken', problem),
  ]
}

function oldListWords(listedAtMs: number, nowMs: number): string {
  const day = new Date(listedAtMs).toISOString().slice(0, 10)
  const days = Math.floor((nowMs - listedAtMs) / dayMs)
  return `Entra: the people were last read on ${day}, ${days} days ago: see people.not-read in the log`
}

function alarm(kind: AlarmKind, detail: string): Alarm {
  return { kind, detail }
}

function statusWords(reader: ReaderStatus): string {
  switch (reader.kind) {
    case 'no-service':
      return `no-service: ${reader.detail ?? reader.why}`
    case 'no-such-reader':
      return `no-such-reader: reader.name is in none of ${reader.present.join(', ')}`
    case 'failing':
    case 'no-access':
      return `${reader.kind}: ${reader.detail}`
    case 'starting':
    case 'no-reader':
    case 'ready':
      return reader.kind
    default:
      return reader satisfies never
  }
}

function failureWords(failure: GraphFailure | undefined): string {
  if (failure === undefined) return 'no answer'
  return [failure.kind, failure.code, failure.detail].filter((part) => part !== undefined).join(', ')
}

/** Such as `3 h 5 min` or `40 s`, whatever the sign. */
function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  // The servers' time is known to about a second, so round: three hours minus half a second is three hours.
  const allMinutes = Math.round(seconds / 60)
  const hours = Math.floor(allMinutes / 60)
  const minutes = allMinutes % 60
  const parts =
    hours > 0 ? [`${hours} h`, `${minutes} min`] : seconds >= 60 ? [`${minutes} min`] : [`${seconds} s`]
  return parts.join(' ')
}
