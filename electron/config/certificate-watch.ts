import { stat } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { working } from '../base/work.ts'
import { checkCertificate, type CertificatePair, type CertificatePaths } from './credential.ts'
import { findReaders } from './key-readers.ts'

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

/**
 * `first`: what the files held when the config was read.
 *
 * The files may lie on a share that does not answer, and Windows takes its time to say who may read one; neither holds
 * anything up. The two small files themselves are read on the main thread, only when they have changed or while
 * something is wrong with them, and right after the share has answered.
 */
export function watchCertificate(
  first: CertificatePair,
  { paths, platform, clock, log }: CertificateWatchOptions,
): CertificateWatch {
  let pair = first
  let problem: string | undefined
  // Not known, so the first look reads the files: they may have been replaced since the config was read.
  let seen: string | undefined
  let stopped = false

  const look = async (): Promise<void> => {
    // Before the files are read: one that is replaced meanwhile is news at the next look.
    const state = await stateOf(paths)
    // What is wrong may pass without a change of the files: somebody had one open, this computer's clock was ahead.
    if (state === seen && problem === undefined) return
    const readers = await findReaders(paths.privateKeyPath, platform)
    if (stopped) return
    seen = state
    const { pair: next, findings } = working('certificate.read', () =>
      checkCertificate(paths, { nowMs: clock.now().wallMs, platform, readers }),
    )
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
  // Only after one look comes the next, so that looks at a share that hangs do not pile up.
  const lookLater = (): (() => void) =>
    clock.after(lookEveryMs, () => {
      void look().then(() => {
        if (!stopped) disarm = lookLater()
      })
    })
  let disarm = lookLater()

  return {
    get pair() {
      return pair
    },
    get problem() {
      return problem
    },
    stop: () => {
      stopped = true
      disarm()
    },
  }
}

/** Tells one state of the two files from another, without reading them. Who may read them is part of it. */
async function stateOf({ certificatePath, privateKeyPath }: CertificatePaths): Promise<string> {
  const states = [certificatePath, privateKeyPath].map(async (path) => {
    try {
      const { mtimeMs, ctimeMs, size, ino, mode } = await stat(path)
      return [mtimeMs, ctimeMs, size, ino, mode].join(':')
    } catch {
      return 'gone'
    }
  })
  return (await Promise.all(states)).join('|')
}
