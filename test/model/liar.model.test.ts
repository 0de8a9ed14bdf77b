import { test } from 'vitest'
import { checkLiedTo } from './liar-property.ts'
import { playerTimeoutMs } from './model-property.ts'

test(
  'whatever a box on the network answers in Graph’s place, it settles no tap, and each is settled correctly once it is gone',
  checkLiedTo,
  playerTimeoutMs,
)
