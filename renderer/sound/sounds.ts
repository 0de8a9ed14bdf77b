import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { cuesOf } from './cue-of.ts'
import { lastsMs, scores } from './score.ts'
import type { Speaker } from './speaker.ts'
import { volumeAt } from './volume.ts'

/** More receipts than can stand on a screen within the time they stand there. */
const mostRemembered = 64

/** `wallMs`: milliseconds since the Unix epoch. `elapsedMs`: never set back. */
interface Clocks {
  readonly wallMs: () => number
  readonly elapsedMs: () => number
}

/**
 * Gives each receipt its sound, once, whether it stands large or in a slot: again when the badge is tapped again, not
 * when the same state comes again. One sound at a time, and a refusal before any other: it is sounded out to its end.
 */
export class Sounds {
  readonly #speaker: Pick<Speaker, 'prepare' | 'play'>
  readonly #clocks: Clocks
  /** What has had its sound, the oldest first. */
  readonly #sounded = new Set<string>()
  #refusalEndsMs = Number.NEGATIVE_INFINITY
  #isFirst = true

  constructor(
    speaker: Pick<Speaker, 'prepare' | 'play'>,
    clocks: Clocks = { wallMs: () => Date.now(), elapsedMs: () => performance.now() },
  ) {
    this.#speaker = speaker
    this.#clocks = clocks
  }

  heed(state: KioskState): void {
    const { site, screen, clockAheadMs = 0 } = state
    if ((site.sound?.volume ?? 0) > 0) this.#speaker.prepare()
    // What a page finds when it is loaded may have stood there for a while.
    const isNews = !this.#isFirst
    this.#isFirst = this.#isFirst && screen.name === 'starting'

    const cues = cuesOf(state)
    const due = cues.filter(({ showing }) => !this.#sounded.has(showing))
    for (const { receipt, showing } of cues) {
      this.#remember(receipt)
      this.#remember(showing)
    }
    const cue = due.find((one) => one.cue === 'refused')?.cue ?? due[0]?.cue
    if (cue === undefined || !isNews) return

    const nowMs = this.#clocks.elapsedMs()
    if (cue !== 'refused' && nowMs < this.#refusalEndsMs) return
    const atMs = 'tap' in screen ? screen.tap.tappedAtMs : this.#clocks.wallMs() - clockAheadMs
    const volume = volumeAt(site, atMs)
    if (volume === 0) return
    if (cue === 'refused') this.#refusalEndsMs = nowMs + lastsMs(scores.refused)
    // Ears hear half as loud what is a quarter as strong.
    this.#speaker.play(scores[cue], volume ** 2)
  }

  #remember(key: string): void {
    this.#sounded.delete(key)
    this.#sounded.add(key)
    const [oldest] = this.#sounded
    if (this.#sounded.size > mostRemembered && oldest !== undefined) this.#sounded.delete(oldest)
  }
}
