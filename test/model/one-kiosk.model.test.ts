import { test } from 'vitest'
import { checkModel, modelTimeoutMs } from './model-property.ts'

test(
  'whatever happens around a kiosk, every accepted tap ends the right card once at its time, or says why not',
  () => checkModel(1),
  modelTimeoutMs,
)
