import type { KioskState } from '../../../electron/contract/kiosk-state.ts'
import { slotCount, type Look } from '../../../electron/contract/look.ts'
import { plainLook } from '../../apply-look.ts'
import { sampleStates } from '../sample-states.ts'

/** A sample state as shown at a site with this language and look. Throws if there is no such sample. */
export function sampleIn(name: string, language: string, look?: Look): KioskState {
  const sample = sampleStates[name]
  if (sample === undefined) throw new Error(`There is no sample state ${name}.`)
  const { site, slots } = sample
  // Keeps a sample's own region (`en-GB`) if the language matches, so that it keeps its time format.
  const locale = site.locale.split('-')[0] === language ? site.locale : language
  return {
    ...sample,
    site: { ...site, locale, ...(look && { look }) },
    ...(slots && { slots: slots.slice(0, slotCount(look ?? plainLook)) }),
  }
}
