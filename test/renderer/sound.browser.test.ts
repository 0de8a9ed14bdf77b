import { describe, expect, it } from 'vitest'
import type { KioskState, SoundSettings } from '../../electron/contract/kiosk-state.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { launchChromium } from '../support/chromium.ts'
import { type DrivenPage, openDriven } from './driven-page.ts'
import { inChromium } from './in-chromium.ts'

const chromium = inChromium()

/** The page with a loudspeaker that renders into memory, the same one for all tests. */
let opened: DrivenPage | undefined

async function open(): Promise<DrivenPage> {
  if (opened === undefined) {
    const content = `(${standInForLoudspeaker.toString()})()`
    opened = await openDriven(chromium.browser, chromium.renderer.url, {}, (page) =>
      page.addInitScript({ content }),
    )
  } else await opened.page.reload()
  return opened
}

/** What reached the loudspeaker. */
interface Heard {
  /** The loudest sample; 1 is where it would clip. */
  readonly peak: number
  readonly lastsMs: number
  /** The pitch of each stretch of sound, in hertz, in order; a pause or a change of pitch begins a new one. */
  readonly pitches: readonly number[]
}

/** Shows `name` after the idle screen and renders what the page plays, in Chromium's own OfflineAudioContext. */
async function hear(name: string, sound: SoundSettings): Promise<Heard> {
  const { page, show, complaints } = await open()
  for (const sample of ['ready', name]) {
    const state = sampleStates[sample]
    if (state === undefined) throw new Error(`There is no sample ${sample}.`)
    await show({ ...state, site: { ...state.site, sound } } satisfies KioskState)
  }
  const heard = await page.evaluate(measure)
  expect(complaints).toEqual([])
  return heard
}

// The functions below run in the page: each has to stand alone.

function standInForLoudspeaker(): void {
  class Loudspeaker extends OfflineAudioContext {
    constructor() {
      super(1, 2 * 44_100, 44_100)
      Object.assign(window, { loudspeaker: this })
    }
    override get state() {
      return 'running' as const
    }
  }
  Object.assign(window, { AudioContext: Loudspeaker })
}

async function measure(): Promise<Heard> {
  const { loudspeaker } = window as unknown as { loudspeaker?: OfflineAudioContext }
  if (loudspeaker === undefined) return { peak: 0, lastsMs: 0, pitches: [] }
  const buffer = await loudspeaker.startRendering()
  const samples = buffer.getChannelData(0)
  const perMs = buffer.sampleRate / 1000
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const lastLoud = samples.findLastIndex((sample) => Math.abs(sample) > 0.001)

  const windowMs = 15
  const pitchOf = (part: Float32Array): number => {
    if (part.every((sample) => Math.abs(sample) < 0.15)) return 0
    const crossings: number[] = []
    for (let at = 1; at < part.length; at++) {
      const [before = 0, here = 0] = [part[at - 1], part[at]]
      if (before < 0 && here >= 0) crossings.push(at - here / (here - before))
    }
    const span = (crossings.at(-1) ?? 0) - (crossings[0] ?? 0)
    return span === 0 ? 0 : ((crossings.length - 1) * buffer.sampleRate) / span
  }
  const isSame = (a: number, b: number) => Math.abs(a - b) <= Math.max(a, b) * 0.03

  // A note is what two stretches in a row agree on: one that straddles two notes is of neither pitch.
  const pitches: number[] = []
  let before = 0
  let sounding = 0
  for (let from = 0; from < lastLoud; from += windowMs * perMs) {
    const pitch = pitchOf(samples.subarray(from, from + windowMs * perMs))
    if (pitch === 0) sounding = 0
    else if (isSame(pitch, before) && !isSame(pitch, sounding)) pitches.push(Math.round((sounding = pitch)))
    before = pitch
  }
  return { peak, lastsMs: Math.round(lastLoud / perMs), pitches }
}

describe('what is heard', () => {
  const loud: SoundSettings = { volume: 1 }

  it('differs between receipts and a refusal in length, number of notes and direction', async () => {
    const heard = await hear('heard', loud)
    const saved = await hear('saved-here', loud)
    const confirmed = await hear('confirmed', loud)
    const refused = await hear('refused-not-clocked-in', loud)

    const lengths = [heard, saved, confirmed, refused].map(({ lastsMs }) => lastsMs)
    for (const [index, length] of lengths.slice(1).entries())
      expect(length).toBeGreaterThan((lengths[index] ?? 0) * 1.2)

    expect(heard.pitches).toHaveLength(1)
    expect(saved.pitches).toHaveLength(2)
    expect(Math.abs((saved.pitches[0] ?? 0) - (saved.pitches[1] ?? 0))).toBeLessThan(20)
    expect(confirmed.pitches.length).toBeGreaterThanOrEqual(3)
    expect(confirmed.pitches).toEqual(confirmed.pitches.toSorted((a, b) => a - b))
    expect(confirmed.pitches.at(-1)).toBeGreaterThan((confirmed.pitches[0] ?? 0) * 1.4)
    expect(refused.pitches.at(-1)).toBeLessThan((refused.pitches[0] ?? 0) * 0.75)
  })

  it.each(['heard', 'saved-here', 'confirmed', 'refused-parked'])(
    'is loud and does not clip: %s',
    async (name) => {
      const { peak } = await hear(name, loud)
      expect(peak).toBeGreaterThan(0.3)
      expect(peak).toBeLessThan(0.95)
    },
  )

  it('is softer at a lower volume', async () => {
    const { peak } = await hear('confirmed', { volume: 0.5 })
    expect(peak).toBeGreaterThan(0.05)
    expect(peak).toBeLessThan((await hear('confirmed', loud)).peak / 2)
  })

  it('is silent at volume zero and in the quiet hours', async () => {
    expect((await hear('confirmed', { volume: 0 })).peak).toBe(0)
    // The samples' taps are at 17:02 in Madrid.
    expect(
      (await hear('confirmed', { volume: 1, quietHours: { fromMinute: 16 * 60, toMinute: 18 * 60 } })).peak,
    ).toBe(0)
    expect(
      (await hear('confirmed', { volume: 1, quietHours: { fromMinute: 18 * 60, toMinute: 16 * 60 } })).peak,
    ).toBeGreaterThan(0)
  })
})

it('a browser that requires a touch before sound is not asked to play, and causes no error', async () => {
  const strict = await launchChromium(['--autoplay-policy=user-gesture-required'])
  const { page, show, complaints } = await openDriven(strict, chromium.renderer.url)
  const state = (name: string) => {
    const sample = sampleStates[name]
    return sample && { ...sample, site: { ...sample.site, sound: { volume: 1 } } }
  }
  for (const name of ['ready', 'heard', 'confirmed', 'ready', 'saved-here']) await show(state(name))
  await page.mouse.click(5, 5)
  await show(state('refused-parked'))
  await page.locator('main[data-state=refused]').waitFor()
  expect(complaints).toEqual([])
  await strict.close()
})
