import { test } from 'vitest'
import { checkModel, modelTimeoutMs } from './model-property.ts'
import { schedulesOfTwoTeams } from './schedule.ts'

test(
  'whatever happens around two kiosks of two teams, every accepted tap ends one right card at its time or says why not',
  () => checkModel(2, 'model, two kiosks of two teams', schedulesOfTwoTeams(2)),
  modelTimeoutMs,
)
