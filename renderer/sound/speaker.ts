import { play } from './play.ts'
import type { Score } from './score.ts'

/** How long the audio context stays active after a cue: enough for the next receipt of the same tap. */
const restAfterMs = 10_000

/**
 * The page's audio output. If sound fails, the screen works without it. Electron allows a page to play sound;
 * a browser requires a user gesture first, and until then this stays silent without an error.
 */
export class Speaker {
  #context: AudioContext | undefined
  #mayStart = false
  #silence: (() => void) | undefined
  #resting: ReturnType<typeof setTimeout> | undefined

  /** Checks whether the page may play sound. Call before the first cue; may be called repeatedly. */
  prepare(): void {
    if (this.#context !== undefined) return
    try {
      const context = new AudioContext({ latencyHint: 'interactive' })
      this.#context = context
      if (context.state === 'running') this.#allow()
      // It starts by itself if allowed; resuming it when not allowed would log a browser warning.
      else context.addEventListener('statechange', () => this.#allow(), { once: true })
      for (const gesture of ['pointerdown', 'keydown'])
        addEventListener(gesture, () => this.#touched(), { once: true, capture: true })
    } catch {
      // No sound on this computer.
    }
  }

  /** Stops what is still playing. */
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

  /** A running context keeps the sound card open all day. */
  #rest(context: AudioContext): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => void context.suspend(), restAfterMs)
  }
}
