import { dirname } from 'node:path'
import { echoedPath } from '../base/text/echo.ts'
import type { SiteKeyPlaces } from '../base/site-key-places.ts'
import { badgeListsOfOtherKey, type BadgeLists } from '../config/check-badge-lists.ts'
import { closeCommand, findReaders } from '../config/sign-in/key-readers.ts'
import type { Files } from '../files/files.ts'
import { readSiteKey } from '../journal/chain/site-key-source.ts'
import { good, problem, warning, type CheckResult } from './check-result.ts'

/**
 * Checks that the site key can be read, that no other account may read it, and that the badges in the config
 * are hashed under it. Does not create one.
 */
export async function checkSiteKey(
  places: SiteKeyPlaces,
  config: BadgeLists,
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
): Promise<CheckResult> {
  const answer = await readSiteKey(places, files)
  if (answer.kind === 'failed') {
    if (answer.isNotMadeYet === true) return good('site-key', answer.detail)
    return problem(
      'site-key',
      answer.detail,
      'See docs/deploy.md, "The site key". The kiosk is out of service until it can read the key.',
    )
  }
  const { path, key } = answer
  const readers = await findReaders(path, { platform, files })
  const shown = `${echoedPath(path)}  key ${key.id}`
  const lists = badgeListsOfOtherKey(config, key)
  if (lists.length > 0 && readers.kind !== 'others')
    return warning(
      'site-key',
      `${shown}. A badge in ${lists.join(' and ')} was hashed under another site key: it opens nothing.`,
      'Hash it again with --hash-badge: docs/enrollment.md.',
    )
  switch (readers.kind) {
    case 'others':
      return problem(
        'site-key',
        `${shown}, may be read by others (${readers.who.join(', ')}): with the key, badge numbers can be recovered from their hashes.`,
        `${closeCommand(path, platform)}; if somebody may have read it already, create a new one: docs/journal.md, "A new site key".`,
      )
    case 'unknown':
      return warning('site-key', `${shown}, could not check who may read it (${readers.why}).`)
    case 'nobody-else':
      return places.kind === 'default' && dirname(path) === places.dataFolder
        ? warning(
            'site-key',
            `${shown}, in the data folder: any account that can write there can replace it.`,
            `Move it to ${echoedPath(places.machineWide)}, with the kiosk stopped: docs/deploy.md, "The site key".`,
          )
        : good('site-key', `${shown}.`)
    default:
      return readers satisfies never
  }
}
