import { test } from 'vitest'
import { checkAttacked } from './adversary-property.ts'
import { playerTimeoutMs } from './model-property.ts'

test(
  'whatever somebody without the site key does to the data folder, no tap is forged, changed or silently lost',
  checkAttacked,
  playerTimeoutMs,
)
