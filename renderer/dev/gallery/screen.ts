import { flushSync, mount } from 'svelte'
import type { KioskState } from '../../../electron/contract/kiosk-state.ts'
import { sampleStates } from '../sample-states.ts'
import { inLanguage } from './languages.ts'
import OneScreen from './OneScreen.svelte'

declare global {
  interface Window {
    /** Draws a sample state, or one of your own, in a language (`pseudo` among them), at once. For tests. */
    draw(state: string | KioskState, language: string, look?: KioskState['site']['look']): void
  }
}

const screen = mount(OneScreen, { target: document.body }) as { show(state: KioskState): void }

window.draw = (state, language, look) => {
  const drawn = typeof state === 'string' ? sampleStates[state] : state
  if (drawn === undefined) throw new Error('There is no such sample state.')
  const { site } = drawn
  screen.show({
    ...drawn,
    site: { ...site, locale: inLanguage(language, site.locale), ...(look && { look }) },
  })
  flushSync()
}
