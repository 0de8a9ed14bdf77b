import { play } from './play.ts'
import type { Score } from './score.ts'

/** How long the loudspeaker is kept awake after a cue: long enough for the next receipt of the same tap. */
const restAfterMs = 10_000

/**
 * The page's loudspeaker. Whatever is wrong with the sound of a computer, the screen goes on without it. Electron
 * lets a page sound; a browser wants to be touched first, and until then nothing sounds and nothing complains.
 */
export class Speaker {
  #context: AudioContext | undefined
  #mayStart = false
  #silence: (() => void) | undefined
  #resting: ReturnType<typeof setTimeout> | undefined

  /** Finds out whether the page may sound; called ahead of the first cue, and as often as one likes. */
  prepare(): void {
    if (this.#context !== undefined) return
    try {
      const context = new AudioContext({ latencyHint: 'interactive' })
      this.#context = context
      if (context.state === 'running') this.#allow()
      // It runs by itself where it may; being asked to where it may not, the browser would write a warning.
      else context.addEventListener('statechange', () => this.#allow(), { once: true })
      for (const gesture of ['pointerdown', 'keydown'])
        addEventListener(gesture, () => this.#touched(), { once: true, capture: true })
    } catch {
      // No sound on this computer.
    }
  }

  /** Breaks off what still sounds. */
  play(score: Score, volume: number): void {
    const context = this.#context
    if (context === undefined || !this.#mayStart) return
    this.#silence?.()
    void this.#wake(context).then(
      () => {
        this.#silence = play(context, score, volume, context.currentTime).stop
        this.#rest(context)
      },
      () => undefined,
    )
  }

  #allow(): void {
    if (this.#mayStart || this.#context === undefined) return
    this.#mayStart = true
    this.#rest(this.#context)
  }

  #touched(): void {
    if (this.#context !== undefined && !this.#mayStart) void this.#context.resume().then(() => this.#allow())
  }

  async #wake(context: AudioContext): Promise<void> {
    clearTimeout(this.#resting)
    if (context.state !== 'running') await context.resume()
  }

  /** A context that runs keeps the sound card open, day and night. */
  #rest(context: AudioContext): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => void context.suspend(), restAfterMs)
  }
}
