import { describe, expect, test } from 'vitest'
import type { KioskState, SlotRow, SoundSettings } from '../../electron/contract/kiosk-state.ts'
import type { NightHours } from '../../electron/contract/look.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { scores, type Score } from '../../renderer/sound/score.ts'
import { Sounds } from '../../renderer/sound/sounds.ts'
import { volumeAt } from '../../renderer/sound/volume.ts'

/** Sounds into a list, and what it holds by name of the cue. */
function listened() {
  const played: { cue: string | undefined; volume: number }[] = []
  let elapsedMs = 0
  const sounds = new Sounds(
    {
      prepare: () => undefined,
      play: (score: Score, volume: number) => {
        const cue = Object.entries(scores).find(([, known]) => known === score)?.[0]
        played.push({ cue, volume })
      },
    },
    // 17:02 in Madrid, as the samples' taps are.
    { wallMs: () => Date.UTC(2025, 2, 5, 16, 2) + elapsedMs, elapsedMs: () => elapsedMs },
  )
  const pass = (ms: number) => (elapsedMs += ms)
  return { played, sounds, pass, cues: () => played.map(({ cue }) => cue) }
}

function sample(name: string, sound: SoundSettings = { volume: 1 }): KioskState {
  const state = sampleStates[name]
  if (state === undefined) throw new Error(`There is no sample ${name}.`)
  return { ...state, site: { ...state.site, sound } }
}

function shownAgain(state: KioskState, showing: number): KioskState {
  const { screen } = state
  if (screen.name !== 'confirmed') throw new Error('Only a confirmation is shown again here.')
  return { ...state, screen: { ...screen, tap: { ...screen.tap, showing } } }
}

describe('the cue of a receipt', () => {
  test('depends on its kind, for each receipt and refusal, and there is none for anything else', () => {
    for (const name of Object.keys(sampleStates)) {
      if (sample(name).slots !== undefined) continue
      const { sounds, cues } = listened()
      sounds.heed(sample('ready'))
      sounds.heed(sample(name))
      const { screen } = sample(name)
      expect(cues(), name).toEqual('tap' in screen ? [screen.name] : [])
    }
  })

  test('sounds once each when a tap is heard, saved and confirmed', () => {
    const { sounds, cues } = listened()
    for (const name of ['ready', 'heard', 'heard-named', 'saved-here', 'confirmed', 'ready'])
      sounds.heed(sample(name))
    expect(cues()).toEqual(['heard', 'saved-here', 'confirmed'])
  })

  test('does not sound again when the same receipt is sent or drawn again', () => {
    const { sounds, cues } = listened()
    sounds.heed(sample('ready'))
    const confirmed = sample('confirmed')
    sounds.heed(confirmed)
    sounds.heed(confirmed)
    sounds.heed({ ...confirmed, connection: 'offline', waitingTaps: 3 })
    sounds.heed(sample('out-of-service-fault'))
    sounds.heed(confirmed)
    expect(cues()).toEqual(['confirmed'])
  })

  test('sounds again when the badge is tapped again', () => {
    const { sounds, cues } = listened()
    sounds.heed(sample('ready'))
    sounds.heed(shownAgain(sample('confirmed'), 1))
    sounds.heed(shownAgain(sample('confirmed'), 1))
    sounds.heed(shownAgain(sample('confirmed'), 3))
    expect(cues()).toEqual(['confirmed', 'confirmed'])
  })

  test('does not sound for a receipt that is already there when the page reloads', () => {
    const { sounds, cues } = listened()
    sounds.heed(sample('starting'))
    sounds.heed(sample('confirmed'))
    sounds.heed(sample('ready'))
    expect(cues()).toEqual([])
  })
})

describe('the cue of a slot', () => {
  const slot = (outcome: SlotRow['outcome'], tapId = 'beside'): SlotRow => ({ tapId, outcome })
  const beside = (name: string, ...slots: (SlotRow | null)[]): KioskState => ({ ...sample(name), slots })

  test('sounds once, for its outcome, and not while it waits', () => {
    const { sounds, cues, pass } = listened()
    const show = (...slots: (SlotRow | null)[]) => {
      pass(2_000)
      sounds.heed(beside('ready', ...slots))
    }
    show()
    show(slot('waiting'))
    expect(cues()).toEqual([])
    show(slot('saved'))
    show(slot('saved'), slot('waiting', 'another'))
    show(slot('confirmed'))
    show(slot('confirmed'), slot('refused', 'another'))
    show(null, slot('refused', 'another'))
    expect(cues()).toEqual(['saved-here', 'confirmed', 'refused'])
  })

  test('does not sound again for a receipt that was shown large before, but does when the badge is tapped again', () => {
    const { sounds, cues } = listened()
    const confirmed = shownAgain(sample('confirmed'), 1)
    const tapId = 'tap' in confirmed.screen ? confirmed.screen.tap.tapId : ''
    sounds.heed(sample('ready'))
    sounds.heed(confirmed)
    sounds.heed(beside('ready', slot('confirmed', tapId)))
    expect(cues()).toEqual(['confirmed'])
    sounds.heed(shownAgain(sample('confirmed'), 2))
    expect(cues()).toEqual(['confirmed', 'confirmed'])
  })

  test('of a refusal takes precedence over any other receipt at the same moment', () => {
    const { sounds, cues } = listened()
    sounds.heed(beside('ready', slot('waiting', 'a'), slot('waiting', 'b')))
    sounds.heed(beside('confirmed', slot('saved', 'a'), slot('refused', 'b')))
    expect(cues()).toEqual(['refused'])
  })

  test('of a refusal is interrupted only by another refusal', () => {
    const { sounds, cues, pass } = listened()
    sounds.heed(beside('ready', slot('waiting', 'a'), slot('waiting', 'b')))
    sounds.heed(beside('ready', slot('refused', 'a'), slot('waiting', 'b')))
    pass(300)
    sounds.heed(beside('confirmed', slot('refused', 'a'), slot('waiting', 'b')))
    expect(cues()).toEqual(['refused'])
    sounds.heed(beside('confirmed', slot('refused', 'a'), slot('refused', 'b')))
    expect(cues()).toEqual(['refused', 'refused'])
    pass(1_000)
    sounds.heed(beside('saved-here', slot('refused', 'a'), slot('refused', 'b')))
    expect(cues()).toEqual(['refused', 'refused', 'saved-here'])
  })

  test('is not repeated for a row that stays while many others come and go', () => {
    const { sounds, cues, pass } = listened()
    sounds.heed(beside('ready', slot('waiting')))
    sounds.heed(beside('ready', slot('refused')))
    for (let count = 0; count < 200; count += 1) {
      pass(2_000)
      sounds.heed(beside('ready', slot('refused'), slot('confirmed', `tap-${count}`)))
    }
    expect(cues().filter((cue) => cue === 'refused')).toHaveLength(1)
  })

  test('respects the quiet hours, by the servers’ time', () => {
    const quiet: SoundSettings = { volume: 1, quietHours: hours('17:00', '17:10') }
    const play = (clockAheadMs: number) => {
      const { sounds, cues } = listened()
      const ready = { ...sample('ready', quiet), clockAheadMs }
      sounds.heed(ready)
      sounds.heed({ ...ready, slots: [slot('refused')] })
      return cues()
    }
    expect(play(0)).toEqual([])
    expect(play(3_600_000)).toEqual(['refused'])
  })
})

function hours(from: string, to: string): NightHours {
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return { fromMinute: minuteOf(from), toMinute: minuteOf(to) }
}

describe('how loud', () => {
  const zone = { timeZone: 'Europe/Madrid' }
  const quietHours = hours('22:00', '06:00')
  const loudAt = (iso: string, sound: SoundSettings | undefined) =>
    volumeAt({ ...zone, ...(sound !== undefined && { sound }) }, Date.parse(iso))

  test('is zero without settings, at volume zero, and in the quiet hours', () => {
    expect(loudAt('2025-03-05T12:00:00+01:00', undefined)).toBe(0)
    expect(loudAt('2025-03-05T12:00:00+01:00', { volume: 0 })).toBe(0)
    expect(loudAt('2025-03-05T23:00:00+01:00', { volume: 1, quietHours })).toBe(0)
  })

  test.each([
    ['21:59', 0.4],
    ['22:00', 0],
    ['00:00', 0],
    ['05:59', 0],
    ['06:00', 0.4],
  ])("past midnight, at %s in the site's zone, is %d", (time, volume) => {
    expect(loudAt(`2025-03-05T${time}:00+01:00`, { volume: 0.4, quietHours })).toBe(volume)
    expect(loudAt(`2025-07-05T${time}:00+02:00`, { volume: 0.4, quietHours })).toBe(volume)
  })

  test.each([
    ['11:59', 1],
    ['12:00', 0],
    ['13:29', 0],
    ['13:30', 1],
  ])('within a day, at %s, is %d', (time, volume) => {
    const sound = { volume: 1, quietHours: hours('12:00', '13:30') }
    expect(loudAt(`2025-03-05T${time}:00+01:00`, sound)).toBe(volume)
  })

  test('a tap in the quiet hours makes no sound', () => {
    const { sounds, cues } = listened()
    // The samples' taps are at 17:02 in Madrid.
    const quiet: SoundSettings = { volume: 1, quietHours: hours('17:00', '17:10') }
    sounds.heed(sample('ready', quiet))
    sounds.heed(sample('confirmed', quiet))
    expect(cues()).toEqual([])
  })
})
