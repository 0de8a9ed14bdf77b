import { describe, expect, it } from 'vitest'
import { boardOf, boardPlaces } from '../../renderer/key-board.ts'

const shown = (keys: readonly string[], typed = '') => boardOf(keys, typed).map(({ key }) => key)
const available = (keys: readonly string[], typed = '') =>
  boardOf(keys, typed).flatMap(({ key, isAvailable }) => (isAvailable ? [key] : []))

describe('the board of the speller', () => {
  it('keeps each Latin letter and digit in its place while a name is typed', () => {
    const start = shown(['a', 'b', 'm', 'z', '1'])
    expect(shown(['m', '7'], 'a')).toEqual(start)
    expect(shown([], 'am')).toEqual(start)
    expect(shown(["'", 'm'], 'a').slice(0, start.length)).toEqual(start)
  })

  it('has exactly the given keys to touch, in their own spelling, without the space bar', () => {
    expect(available(['M', 'a', ' ', 'ł', '7'])).toEqual(['a', 'M', '7', 'ł'])
    expect(available([], 'marta')).toEqual([])
  })

  it('shows other scripts in the order given, without Latin letters that match nobody', () => {
    expect(shown(['小', '大', ' '], '王')).toEqual(['小', '大'])
    expect(shown(['م', 'ا'], '')).toEqual(['م', 'ا'])
  })

  it('shows the letters of two scripts, Latin ones first', () => {
    const board = shown(['م', 'a', 'ا'])
    expect(board.slice(0, 2)).toEqual(['a', 'b'])
    expect(board.slice(-2)).toEqual(['م', 'ا'])
  })

  it('gives up fixed places before it hides a key', () => {
    const many = Array.from({ length: boardPlaces - 1 }, (_, index) => String.fromCodePoint(0x4e00 + index))
    expect(shown([...many, 'q', ' '])).toEqual([...many, 'q'])
    const withDigits = [...many.slice(0, 10), 'q', '5']
    expect(shown(withDigits)).toContain('z')
    expect(shown(withDigits)).not.toContain('6')
    expect(available(withDigits).toSorted()).toEqual(withDigits.toSorted())
  })
})
