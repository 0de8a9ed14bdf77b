import { test } from 'vitest'
import { checkLiedTo } from './liar-property.ts'
import { playerTimeoutMs } from './model-property.ts'

test(
  'whatever a box on the way answers in Graph’s place, no tap is settled by it, and each is settled right once it is gone',
  checkLiedTo,
  playerTimeoutMs,
)
