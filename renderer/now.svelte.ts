import { createSubscriber } from 'svelte/reactivity'

/** The time of day, in milliseconds since the Unix epoch, new at each full second while something draws it. */
class Now {
  readonly #subscribe = createSubscriber((update) => {
    let timer: ReturnType<typeof setTimeout>
    const schedule = () => {
      timer = setTimeout(
        () => {
          update()
          schedule()
        },
        // The extra millisecond keeps an early timer from drawing the old second.
        1001 - (Date.now() % 1000),
      )
    }
    schedule()
    return () => clearTimeout(timer)
  })

  get ms(): number {
    this.#subscribe()
    return Date.now()
  }
}

export const now = new Now()
