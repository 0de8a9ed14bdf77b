import type { DirectoryAnswer, SearchedDirectory } from './directory.ts'
import type { TeamMemberships } from './entra/team-memberships.ts'

/** Wraps a directory: a person for whom it names no team gets the teams that Entra shows. */
export function withMemberships(
  directory: SearchedDirectory,
  memberships: TeamMemberships,
): SearchedDirectory {
  const withTeams = (answer: DirectoryAnswer): DirectoryAnswer => {
    if (answer.kind !== 'found' || answer.person.teams !== undefined) return answer
    const teams = memberships.teamsOf(answer.person.userId)
    return teams === undefined ? answer : { kind: 'found', person: { ...answer.person, teams } }
  }
  return {
    start: (onStatus) => {
      memberships.start()
      directory.start(onStatus)
    },
    find: (badge) => {
      const answer = directory.find(badge)
      return answer instanceof Promise ? answer.then(withTeams) : withTeams(answer)
    },
    isListed: (badge) => directory.isListed(badge),
    holdsLongerThan: (badge) => directory.holdsLongerThan(badge),
    stop: () => {
      memberships.stop()
      return directory.stop()
    },
  }
}
