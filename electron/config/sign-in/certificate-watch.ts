import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { pollEvery } from '../../base/time/poll-every.ts'
import { fileState, type Files } from '../../files/files.ts'
import { checkCertificate, type CertificatePair, type CertificateSources } from './credential.ts'

/** The certificate the kiosk signs in with, reloaded whenever IT replaces its files. */
export interface CertificateWatch {
  readonly pair: CertificatePair
  /** Why newer files are not used; the last valid pair stays in use. */
  readonly problem: string | undefined
  stop(): void
}

export interface CertificateWatchOptions {
  readonly sources: CertificateSources
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
  first: CertificatePair,
  { sources, platform, files, clock, log, taken }: CertificateWatchOptions,
): CertificateWatch {
  let pair = first
  let problem: string | undefined
  // Unknown at first, so the first poll reads the files: they may have been replaced since the config was
  // read.
  let seen: string | undefined

  const look = async (isStopped: () => boolean): Promise<void> => {
    // Taken before the files are read: a file replaced meanwhile is then detected at the next poll.
    const state = await stateOf(sources, files)
    // A problem may pass without a change of the files: one was open elsewhere, or this computer's clock was
    // wrong.
    if (state === seen && problem === undefined) return
    const checked = await checkCertificate(sources, { nowMs: clock.now().wallMs, platform, files })
    if (isStopped()) return
    seen = state
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
  return a.kind === 'pem' && b.kind === 'pem' ? a.pem === b.pem : a.kind === b.kind
}

async function stateOf(sources: CertificateSources, files: Files): Promise<string> {
  const [program = ''] = 'signer' in sources ? sources.signer.command : [sources.privateKeyPath]
  const states = [sources.certificatePath, program].map(async (path) => {
    const looked = await files.look(path)
    return looked.kind === 'failed' ? 'gone' : fileState(looked.value)
  })
  return (await Promise.all(states)).join('|')
}
