import { test } from 'vitest'
import { checkModel, modelTimeoutMs } from './model-property.ts'

test(
  'whatever happens around two kiosks of one team, every accepted tap ends the right card once at its time, or says why not',
  () => checkModel(2),
  modelTimeoutMs,
)
