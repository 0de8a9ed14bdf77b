import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { combineDirectories } from '../../electron/directory/combined-directory.ts'
import type { DirectoryStatus } from '../../electron/directory/directory.ts'
import type { EnrollableDirectory } from '../../electron/directory/enrollable-directory.ts'

const badge = (text: string) => text as BadgeId
const ana = badge('04A1B2C3')
const ben = badge('04FFEEDD')

function holding(userId: string, ...badges: readonly BadgeId[]) {
  let tell: (status: DirectoryStatus) => void = () => undefined
  const directory: EnrollableDirectory = {
    start: (onStatus) => (tell = onStatus),
    find: (of) =>
      badges.includes(of) ? { kind: 'found', person: { userId, displayName: userId } } : { kind: 'unknown' },
    isListed: (of) => badges.includes(of),
    holdsLongerThan: () => false,
    people: (members) => [
      ...members,
      { person: { userId, displayName: userId }, names: [], badges, hasOtherBadges: false },
    ],
    holders: (of) =>
      Promise.resolve({
        kind: 'ok',
        people: badges.includes(of) ? [{ userId, displayName: userId }] : [],
      }),
    stop: () => Promise.resolve(),
  }
  return { directory, tell: (status: DirectoryStatus) => tell(status) }
}

function both() {
  const roster = holding('roster', ana)
  const entra = holding('entra', ana, ben)
  const directory = combineDirectories(roster.directory, entra.directory)
  const statuses: DirectoryStatus[] = []
  directory.start((status) => statuses.push(status))
  return { roster, entra, directory, status: () => statuses.at(-1) }
}

test('the roster goes first, and Entra serves what it does not list', () => {
  const { directory } = both()
  expect(directory.find(ana)).toMatchObject({ person: { userId: 'roster' } })
  expect(directory.find(ben)).toMatchObject({ person: { userId: 'entra' } })
  expect(directory.find(badge('04000000'))).toEqual({ kind: 'unknown' })
  expect([ana, ben, badge('04000000')].map((of) => directory.isListed(of))).toEqual([true, true, false])
})

test('without its roster it is not usable; without Entra, with the reason', () => {
  const { roster, entra, status } = both()
  entra.tell({ kind: 'ready', people: 2, listedAtMs: 7, doubtful: 'b' })
  expect(status()).toEqual({ kind: 'loading' })
  roster.tell({ kind: 'unusable', detail: 'roster.csv: file not found' })
  expect(status()).toEqual({ kind: 'unusable', detail: 'roster.csv: file not found' })
  roster.tell({ kind: 'ready', people: 1, doubtful: 'a' })
  expect(status()).toEqual({ kind: 'ready', people: 3, listedAtMs: 7, doubtful: 'a; b' })
  entra.tell({ kind: 'unusable', detail: 'Entra: no answer' })
  expect(status()).toEqual({ kind: 'ready', people: 1, stale: 'Entra: no answer', doubtful: 'a' })
})
