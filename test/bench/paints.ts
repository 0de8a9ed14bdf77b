import type { Page } from 'playwright-core'

/** A frame that shows another screen, or another tap, than the one before. */
export interface Painted {
  readonly screen: string
  /** Empty: the screen is about no tap. */
  readonly tapId: string
  /** How many people have a row beside the screen. */
  readonly slotRows: number
  readonly atMs: number
}

/**
 * The frames that the page will paint, to be called before it is opened. An observer of the page's own sees the screen
 * change, waits for the frame that draws it and takes the time once that frame has been handed over (a task behind
 * `requestAnimationFrame`), by the clock that all processes of a computer share (`shared-clock.ts`).
 */
export async function watchPaints(page: Page): Promise<Painted[]> {
  const frames: Painted[] = []
  await page.exposeFunction('notePaint', (frame: Painted) => frames.push(frame))
  await page.addInitScript({ content: observePaints })
  return frames
}

/** Runs in the page; as text, since what compiles this file would put names into it that no page has. */
const observePaints = `
  let shown = ''
  const look = () => {
    const { state: screen = '', tap: tapId = '' } = document.querySelector('main')?.dataset ?? {}
    if (screen + tapId === shown) return
    shown = screen + tapId
    requestAnimationFrame(() => {
      const slotRows = document.querySelectorAll('[data-slots] [data-tap]').length
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () =>
        window.notePaint({ screen, tapId, slotRows, atMs: performance.timeOrigin + performance.now() })
      port2.postMessage(undefined)
    })
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
`
