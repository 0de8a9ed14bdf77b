import { certificateWarningMs, clockSkewWarningMs } from '../base/alarm-limits.ts'
import type { DirectoryStatus } from '../directory/directory.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import type { ScheduleStatus } from '../shifts/team-schedule.ts'
import type { Connection, ReaderStatus } from '../contract/kiosk-state.ts'
import type { JournalStatus } from './flow/tap-flow.ts'

/** What somebody should look at. `detail` is for the IT admin, in words; it names nobody and holds no badge number. */
export interface Alarm {
  readonly kind: AlarmKind
  readonly detail: string
}

export const alarmKinds = {
  setup:
    'The config file was changed while the kiosk runs, and cannot be used: the next start would need setup.',
  reader: 'No badge can be read.',
  'badge-left-on-reader': 'The same badge has been read again and again for five minutes.',
  directory: 'Badges cannot be looked up, or not by the newest roster.',
  'badge-format': 'Badges that are not known would be with another badgeNumberFormat, or with the whole UID.',
  'badges-unknown': 'Most of the last 20 badges are not in the roster.',
  'roster-doubtful': 'Many rows of the roster cannot be used, or do not fit each other.',
  journal: 'Taps cannot be kept: the kiosk is out of service.',
  'journal-set-aside': 'A damaged journal was set aside and a new one begun, or its files were replaced.',
  'site-key': 'The journal was written under another site key: what was open in it is parked.',
  'clock-wrong': "This computer's clock is wrong. Taps have the servers' time all the same.",
  offline: 'Microsoft Graph did not answer last time.',
  proxy: 'A proxy wants a password, which the kiosk does not have: nothing reaches Microsoft.',
  'sign-in': 'The kiosk cannot sign in to Microsoft: no tap reaches Shifts until IT has set it right.',
  'certificate-not-registered': 'A new certificate was put in place that Entra does not know.',
  'permission-missing': 'The app may not end time cards: no clock-out can succeed until somebody consents.',
  'in-the-way': 'Something between here and Microsoft answers in its place: no tap is settled by that.',
  'shifts-setup': 'No clock-out can succeed until something is changed in Teams or in Entra.',
  'taps-waiting': 'Taps wait to be sent for longer than an hour.',
  'certificate-expiring': 'The certificate expires soon, or has expired.',
  'certificate-not-taken': 'A new certificate was put in place, but cannot be used; the last good one is.',
  alerts: 'Alerts reach nobody: the webhook does not take them.',
  'taps-parked': 'Taps that Shifts refused for good, or of which nobody was told, wait for a manager.',
} as const
export type AlarmKind = keyof typeof alarmKinds

export interface HealthFacts {
  /** Why the config file as it is now cannot be used; undefined: it can, or is the one in use. */
  readonly configProblem: string | undefined
  readonly reader: ReaderStatus
  /** For how long a badge has been read again and again; 0: none is. */
  readonly lyingForMs: number
  readonly directory: DirectoryStatus
  /** Which setting would make known badges of unknown ones, and whether most are unknown, in words. */
  readonly badges: { readonly format?: string; readonly unknown?: string }
  readonly journal: JournalStatus
  /** Where the damaged journal lies that was set aside, or how its files were replaced. */
  readonly setAside: string | undefined
  /** The site key that the journal was written under until now, where it is another. */
  readonly otherKeyId: string | undefined
  readonly connection: Connection
  /** Which proxy wants a password, and what to do, in words; undefined: none does. */
  readonly proxyProblem: string | undefined
  /** What answers in Microsoft's place, and what to look at, in words; undefined: nothing does. */
  readonly inTheWay: string | undefined
  /** Why Microsoft refuses the sign-in, or what there is to sign in with fails, in words; undefined: neither. */
  readonly signInProblem: string | undefined
  /** Why Entra refuses a new certificate, and whether the one before serves, in words; undefined: it does not. */
  readonly newCertificateProblem: string | undefined
  /** Which permission is missing, and what to do, in words; undefined: none. */
  readonly permissionProblem: string | undefined
  /** How far this computer's clock is ahead of the servers'; undefined: no server seen yet. */
  readonly clockAheadMs: number | undefined
  readonly schedule: ScheduleStatus
  readonly waitingTaps: number
  readonly longestWaitMs: number
  readonly lastFailure: GraphFailure | undefined
  readonly parkedTaps: number
  /** Why nobody can be alerted, in words. */
  readonly alertsProblem: string | undefined
  /** Undefined: signs in with a client secret. */
  readonly certificate: CertificateFacts | undefined
}

export interface CertificateFacts {
  /** Milliseconds since the Unix epoch, as `nowMs` is. */
  readonly validToMs: number
  readonly nowMs: number
  /** Why a certificate that was put in its place is not used. */
  readonly problem: string | undefined
}

const waitingTooLongMs = 3_600_000
const lyingTooLongMs = 5 * 60_000
const dayMs = 24 * 3_600_000

export function alarmsOf(facts: HealthFacts): readonly Alarm[] {
  const { reader, directory, journal, setAside, connection, clockAheadMs = 0 } = facts
  const alarms: (Alarm | false)[] = [
    facts.configProblem !== undefined && alarm('setup', facts.configProblem),
    reader.kind !== 'ready' && reader.kind !== 'starting' && alarm('reader', statusWords(reader)),
    facts.lyingForMs >= lyingTooLongMs &&
      alarm('badge-left-on-reader', `for ${duration(facts.lyingForMs)}: take the badge off the reader`),
    directory.kind === 'unusable' && alarm('directory', directory.detail),
    directory.kind === 'ready' && directory.stale !== undefined && alarm('directory', directory.stale),
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
    // Who is not let in has not asked Graph.
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
    facts.parkedTaps > 0 && alarm('taps-parked', `${facts.parkedTaps} parked: --journal list tells why`),
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
  // The servers' time is known to about a second: three hours less half a second are three hours.
  const allMinutes = Math.round(seconds / 60)
  const hours = Math.floor(allMinutes / 60)
  const minutes = allMinutes % 60
  const parts =
    hours > 0 ? [`${hours} h`, `${minutes} min`] : seconds >= 60 ? [`${minutes} min`] : [`${seconds} s`]
  return parts.join(' ')
}
