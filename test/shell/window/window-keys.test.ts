import { expect, test } from 'vitest'
import type { KeyPress } from '../../../electron/badge/keyboard/key-source.ts'
import { createWindowKeys } from '../../../electron/shell/window/window-keys.ts'
import { fakeEvent, FakeWebContents } from '../../fakes/electron/index.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

test('what a reader types is reported with its time, and none of its keys reaches the page', async () => {
  const { page, pressed, clock, press } = typing()
  const events = [press('0'), press('4')]
  await clock.advance(3)
  events.push(press('Enter'), press('F11'), press('r', { control: true }), press('F4', { alt: true }))
  expect(pressed.slice(0, 3)).toEqual([
    { key: '0', atMs: 0 },
    { key: '4', atMs: 0 },
    { key: 'Enter', atMs: 3 },
  ])
  expect(events.every(({ defaultPrevented }) => defaultPrevented)).toBe(true)
  expect(page.sent).toEqual([])
})

const scrollKeys = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']

test.each(scrollKeys)(
  '%s scrolls the page, also when held down, and is reported; as a shortcut it is blocked',
  (key) => {
    const { pressed, press } = typing()
    const through = [press(key), press(key, { isAutoRepeat: true }), press(key, { type: 'keyUp' })]
    expect(through.some(({ defaultPrevented }) => defaultPrevented)).toBe(false)
    expect(pressed).toEqual([{ key, atMs: 0 }])
    for (const held of ['alt', 'control', 'meta', 'shift'])
      expect(press(key, { [held]: true }).defaultPrevented).toBe(true)
  },
)

test('no key that types, moves the focus or navigates back reaches the page', () => {
  const { press } = typing()
  for (const key of [
    '0',
    'A',
    ' ',
    'Enter',
    'Tab',
    'Escape',
    'Backspace',
    'ArrowLeft',
    'ArrowRight',
    'BrowserBack',
  ])
    expect(press(key).defaultPrevented).toBe(true)
})

test('modifier keys are reported, for the key chord that IT uses', () => {
  const { pressed, press } = typing()
  press('F12', { control: true, shift: true })
  press('F12', { control: false, shift: false })
  expect(pressed).toEqual([
    { key: 'F12', atMs: 0, control: true, shift: true },
    { key: 'F12', atMs: 0 },
  ])
})

test('the physical position of a key is reported, regardless of input method and layout', () => {
  const { pressed, press } = typing()
  press('Process', { code: 'Digit4' })
  press('é', { code: 'Digit2' })
  press('Home', { code: 'Numpad7' })
  press('Dead', { code: 'BracketLeft' })
  press('Unidentified', { code: '' })
  expect(pressed).toEqual([
    { key: 'Process', code: 'Digit4', atMs: 0 },
    { key: 'é', code: 'Digit2', atMs: 0 },
    { key: 'Home', code: 'Numpad7', atMs: 0 },
    { key: 'Dead', code: 'BracketLeft', atMs: 0 },
    { key: 'Unidentified', atMs: 0 },
  ])
})

test('releases and key repeats are not presses', () => {
  const { pressed, press } = typing()
  press('A', { type: 'keyUp' })
  press('A', { isAutoRepeat: true })
  expect(pressed).toEqual([])
})

test('keys of a replacing window are reported as well', () => {
  const { pressed, press, keys } = typing()
  const next = new FakeWebContents()
  keys.attach(next as unknown as Electron.WebContents)
  press('7', {}, next)
  expect(pressed).toHaveLength(1)
})

test('after unsubscribing no key is reported', () => {
  const { pressed, press, stop } = typing()
  stop()
  press('7')
  expect(pressed).toEqual([])
})

function typing() {
  const clock = createVirtualClock()
  const keys = createWindowKeys(clock)
  const page = new FakeWebContents()
  keys.attach(page as unknown as Electron.WebContents)
  const pressed: KeyPress[] = []
  const stop = keys.onKey((key) => pressed.push(key))
  const press = (key: string, more: object = {}, on = page) => {
    const event = fakeEvent()
    on.emit('before-input-event', event, { type: 'keyDown', isAutoRepeat: false, key, code: '', ...more })
    return event
  }
  return { clock, keys, page, pressed, press, stop }
}
