import { describe, test } from 'vitest'
import { profileNames } from '../fakes/electron/profile.ts'
import { conformanceCases } from './cases/index.ts'
import { runOnFake } from './fake-host.ts'

/** The fake does what Electron does, on every system. `test/electron-runtime` holds Electron itself against the same. */
describe.each(profileNames)('the fake on %s', (profile) => {
  test.each(conformanceCases.filter(({ profiles = profileNames }) => profiles.includes(profile)))(
    '$name',
    (given) => runOnFake(given, profile),
  )
})
