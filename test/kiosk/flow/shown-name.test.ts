import { expect, test } from 'vitest'
import { shownName } from '../../../electron/kiosk/flow/shown-name.ts'

test.each([
  ['Ana Ruiz', 'Ana', 'A. R.'],
  ['Ruiz, Ana', 'Ana', 'A. R.'],
  ['  Ana   Ruiz ', 'Ana', 'A. R.'],
  ['María de los Ángeles Fernández-Villaverde', 'María', 'M. F.'],
  ['de la Cruz, María José', 'María', 'M. C.'],
  ['Jean-Luc Picard', 'Jean-Luc', 'J. P.'],
  ['Dr. Ana Ruiz', 'Ana', 'A. R.'],
  ['Ana Ruiz (Contractor)', 'Ana', 'A. R.'],
  ['J. R. Smith', 'J.', 'J. S.'],
  ['Madonna', 'Madonna', 'M.'],
  ['łukasz żak', 'łukasz', 'Ł. Ż.'],
  ['محمد عبد الرحمن الهاشمي', 'محمد', 'م. ا.'],
  ['王小明', '小明', '王.'],
  ['김민준', '민준', '김.'],
  ['👩‍🚀 Ana', 'Ana', 'A.'],
  ['Ruiz,', 'Ruiz', 'R.'],
  ['', '', ''],
])('of "%s" the first name is "%s" and the initials are "%s"', (name, first, initials) => {
  expect(shownName(name, 'full')).toBe(name.trim())
  expect(shownName(name, 'first')).toBe(first)
  expect(shownName(name, 'initials')).toBe(initials)
})
