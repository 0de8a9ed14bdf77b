import { statSync } from 'node:fs'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { checkCertificate, type CertificatePair, type CertificatePaths } from './credential.ts'

/** The certificate the kiosk signs in with, taken anew whenever IT replaces its files. */
export interface CertificateWatch {
  readonly pair: CertificatePair
  /** Why files that were put there since are not used; the last good pair is. */
  readonly problem: string | undefined
  stop(): void
}

export interface CertificateWatchOptions {
  readonly paths: CertificatePaths
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly log: Log
}

/** Shared folders and containers tell of no changes, so the files are looked at. */
const lookEveryMs = 60_000

/** `first`: what the files held when the config was read. */
export function watchCertificate(
  first: CertificatePair,
  { paths, platform, clock, log }: CertificateWatchOptions,
): CertificateWatch {
  let pair = first
  let problem: string | undefined
  let seen = stateOf(paths)

  const look = (): void => {
    disarm = clock.after(lookEveryMs, look)
    const state = stateOf(paths)
    if (state === seen) return
    seen = state
    const { pair: next, findings } = checkCertificate(paths, { nowMs: clock.now().wallMs, platform })
    const before = problem
    problem = findings
      .filter(({ severity }) => severity === 'problem')
      .map((finding) => `${finding.key} ${finding.problem}`)[0]
    if (next === undefined) {
      // Two files are never replaced at once; what is half done a minute later is worth a line.
      if (problem !== before) log.warn('certificate.not-taken', { problem })
      return
    }
    if (next.thumbprint === pair.thumbprint && next.privateKeyPem === pair.privateKeyPem) return
    pair = next
    log.info('certificate.taken', {
      thumbprint: pair.thumbprint,
      validTo: new Date(pair.validToMs).toISOString(),
    })
  }
  let disarm = clock.after(lookEveryMs, look)

  return {
    get pair() {
      return pair
    },
    get problem() {
      return problem
    },
    stop: () => disarm(),
  }
}

/** Tells one state of the two files from another, without reading them. Who may read them is part of it. */
function stateOf({ certificatePath, privateKeyPath }: CertificatePaths): string {
  return [certificatePath, privateKeyPath]
    .map((path) => {
      try {
        const { mtimeMs, ctimeMs, size, ino, mode } = statSync(path)
        return [mtimeMs, ctimeMs, size, ino, mode].join(':')
      } catch {
        return 'gone'
      }
    })
    .join('|')
}
