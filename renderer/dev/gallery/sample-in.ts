import type { KioskState } from '../../../electron/contract/kiosk-state.ts'
import { slotCount, type Look } from '../../../electron/contract/look.ts'
import { plainLook } from '../../apply-look.ts'
import { sampleStates } from '../sample-states.ts'

/** A sample state as a site of this language and look shows it. Throws where there is no such sample. */
export function sampleIn(name: string, language: string, look?: Look): KioskState {
  const sample = sampleStates[name]
  if (sample === undefined) throw new Error(`There is no sample state ${name}.`)
  const { site, slots } = sample
  // A sample's own locale (`en-GB`) where it is of the language, so that it shows its own way to write times.
  const locale = site.locale.split('-')[0] === language ? site.locale : language
  return {
    ...sample,
    site: { ...site, locale, ...(look && { look }) },
    ...(slots && { slots: slots.slice(0, slotCount(look ?? plainLook)) }),
  }
}
