import { flushSync, mount } from 'svelte'
import type { KioskState } from '../../../electron/contract/kiosk-state.ts'
import type { Look } from '../../../electron/contract/look.ts'
import OneScreen from './OneScreen.svelte'
import { sampleIn } from './sample-in.ts'

declare global {
  interface Window {
    /** Draws a sample state in a language (or pseudo-locale), synchronously. For tests and screenshots. */
    draw(state: string, language: string, look?: Look): void
  }
}

const screen = mount(OneScreen, { target: document.body }) as { show(state: KioskState): void }

window.draw = (state, language, look) => {
  screen.show(sampleIn(state, language, look))
  flushSync()
}
