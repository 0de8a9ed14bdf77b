import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { cuesOf } from './cue-of.ts'
import { lastsMs, scores } from './score.ts'
import type { Speaker } from './speaker.ts'
import { volumeAt } from './volume.ts'

/** More receipts than can be on a screen within their display time. */
const maxRemembered = 64

/** `wallMs`: milliseconds since the Unix epoch. `elapsedMs`: monotonic. */
interface Clocks {
  readonly wallMs: () => number
  readonly elapsedMs: () => number
}

/**
 * Plays the sound of each receipt once, on the main part of the screen or in a slot: again if the badge is
 * tapped again, but not if the same state is sent again. One sound at a time; a refusal has priority and
 * always plays to its end.
 */
export class Sounds {
  readonly #speaker: Pick<Speaker, 'prepare' | 'play'>
  readonly #clocks: Clocks
  /** Receipts whose sound was played, oldest first. */
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
    // What is already on screen when the page loads may be old.
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
    // Perceived loudness: half the volume is a quarter of the amplitude.
    this.#speaker.play(scores[cue], volume ** 2)
  }

  #remember(key: string): void {
    this.#sounded.delete(key)
    this.#sounded.add(key)
    const [oldest] = this.#sounded
    if (this.#sounded.size > maxRemembered && oldest !== undefined) this.#sounded.delete(oldest)
  }
}
