import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { cueOf } from './cue-of.ts'
import { scores } from './score.ts'
import type { Speaker } from './speaker.ts'
import { volumeAt } from './volume.ts'

/** Gives each receipt its sound, once: again when the badge is tapped again, not when the same state comes again. */
export class Sounds {
  readonly #speaker: Pick<Speaker, 'prepare' | 'play'>
  #soundedFor: string | undefined
  #isFirst = true

  constructor(speaker: Pick<Speaker, 'prepare' | 'play'>) {
    this.#speaker = speaker
  }

  heed(state: KioskState): void {
    const { site, screen } = state
    if ((site.sound?.volume ?? 0) > 0) this.#speaker.prepare()
    // What a page finds when it is loaded may have stood there for a while.
    const isNews = !this.#isFirst
    this.#isFirst = this.#isFirst && screen.name === 'starting'
    const found = cueOf(state)
    if (found === undefined || found.of === this.#soundedFor) return
    this.#soundedFor = found.of
    const volume = 'tap' in screen ? volumeAt(site, screen.tap.tappedAtMs) : 0
    // Ears hear half as loud what is a quarter as strong.
    if (isNews && volume > 0) this.#speaker.play(scores[found.cue], volume ** 2)
  }
}
