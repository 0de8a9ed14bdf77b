import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { pollEvery } from '../../base/time/poll-every.ts'
import type { Files } from '../../files/files.ts'
import { checkCertificate, stateOfFiles, type CertificatePair, type Credential } from './credential.ts'

/** The certificate the kiosk signs in with, reloaded whenever IT replaces its files. */
export interface CertificateWatch {
  readonly pair: CertificatePair
  /** Why newer files are not used; the last valid pair stays in use. */
  readonly problem: string | undefined
  stop(): void
}

export interface CertificateWatchOptions {
  readonly platform: NodeJS.Platform
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
  /** Called when another pair is in use. */
  readonly taken: () => void
}

/** The files are polled, since shared folders and containers send no change events. */
const lookEveryMs = 30_000

/** `first`: what the files held when the config was read. */
export function watchCertificate(
  first: Exclude<Credential, { kind: 'secret' }>,
  { platform, files, clock, log, taken }: CertificateWatchOptions,
): CertificateWatch {
  let { pair, filesState: seen } = first
  let problem: string | undefined

  const look = async (isStopped: () => boolean): Promise<void> => {
    const state = await stateOfFiles(first, files)
    // What is wrong may pass without a change of the files: somebody had one open, this computer's clock was ahead.
    if (state === seen && problem === undefined) return
    const checked = await checkCertificate(first, { nowMs: clock.now().wallMs, platform, files })
    if (isStopped()) return
    seen = checked.filesState
    const { pair: next, findings } = checked
    const before = problem
    problem = findings
      .filter(({ severity }) => severity === 'problem')
      .map((finding) => `${finding.key} ${finding.problem}`)[0]
    if (next === undefined) {
      // The two files are not replaced atomically: log it only if they still do not match at the next poll.
      if (problem !== before) log.warn('certificate.not-taken', { problem })
      return
    }
    if (next.thumbprint === pair.thumbprint && hasSameKey(next, pair)) return
    pair = next
    taken()
    log.info('certificate.taken', {
      thumbprint: pair.thumbprint,
      validTo: new Date(pair.validToMs).toISOString(),
    })
  }
  const stop = pollEvery(clock, lookEveryMs, look)

  return {
    get pair() {
      return pair
    },
    get problem() {
      return problem
    },
    stop,
  }
}

function hasSameKey({ key: a }: CertificatePair, { key: b }: CertificatePair): boolean {
  return a.kind === 'key' && b.kind === 'key' ? a.key.equals(b.key) : a.kind === b.kind
}
