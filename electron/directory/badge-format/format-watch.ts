import { createHmac, randomBytes } from 'node:crypto'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { Directory, DirectoryAnswer, SearchedDirectory } from '../directory.ts'
import { fitsOfBadge, fitsOfText, type Fit, type NumberFormats } from './format-fits.ts'

/** Problems of the settings, derived from recent badges, in words for the IT admin without badge numbers. */
export interface FitProblems {
  /** Unknown badges would be found with another setting. */
  readonly format?: string
  /** Most badges are unknown. */
  readonly unknown?: string
}

export interface WatchedDirectory extends Directory {
  /** Call with typed text that is not a number in the reader's format. */
  typedUnreadable(text: string): void
  problems(): FitProblems
}

/** One badge that was looked up. `key`: identifies the badge without revealing its number. */
interface Seen {
  readonly key: string
  readonly isKnown: boolean
  readonly fits: readonly string[]
}

const remembered = 100
const latest = 20
/** One unknown number may fit another format by chance; those of three badges do not. */
const fewestBadges = 3

const cut = 'cut'

/** Where the directory's badges come from, and the setting that says so. */
type Source = keyof typeof sourceWords
const sourceWords = {
  roster: { list: 'the roster', key: 'directory.path' },
  entra: { list: 'Entra', key: 'directory.badgeProperty' },
} as const

/**
 * Wraps a directory and tries every unknown badge in the other formats, in memory. This never changes an
 * answer; it only detects which setting is wrong.
 */
export function watchFormats(
  directory: SearchedDirectory,
  formats: NumberFormats,
  source: Source = 'roster',
): WatchedDirectory {
  const secret = randomBytes(32)
  const seen: Seen[] = []
  const keyOf = (number: string): string => createHmac('sha256', secret).update(number).digest('base64')
  const isListed = (badge: BadgeId): boolean => directory.isListed(badge)

  const note = (number: string, isKnown: boolean, fits: readonly string[]): void => {
    seen.push({ key: keyOf(number), isKnown, fits })
    if (seen.length > remembered) seen.shift()
  }

  const noteAnswer = (badge: BadgeId, { kind }: DirectoryAnswer): void => {
    // Nobody could say whether the badge is known.
    if (kind === 'not-reached') return
    const fits = kind === 'unknown' ? fitsOfBadge(badge, formats, isListed).map(nameOf) : []
    const isCut = kind === 'unknown' && directory.holdsLongerThan(badge)
    note(badge, kind !== 'unknown', isCut ? [...fits, cut] : fits)
  }

  return {
    start: (onStatus) => directory.start(onStatus),
    stop: () => directory.stop(),
    find: (badge) => {
      const answer = directory.find(badge)
      if (!(answer instanceof Promise)) {
        noteAnswer(badge, answer)
        return answer
      }
      return answer.then((late) => {
        noteAnswer(badge, late)
        return late
      })
    },
    typedUnreadable: (text) => {
      // Empty if the typing was delayed, so that it may be incomplete.
      if (text !== '') note(text, false, fitsOfText(text, formats, isListed).map(nameOf))
    },
    problems: () => {
      const format = formatWords(seen, source)
      const unknown = unknownWords(seen, source)
      return { ...(format !== undefined && { format }), ...(unknown !== undefined && { unknown }) }
    },
  }
}

function nameOf({ setting, format }: Fit): string {
  return `${setting} to "${format}"`
}

/** The settings with which most unknown badges would be found, if that includes a recent badge. */
function formatWords(seen: readonly Seen[], source: Source): string | undefined {
  const badgesByFit = new Map<string, Set<string>>()
  for (const { key, fits } of seen)
    for (const fit of fits) badgesByFit.set(fit, (badgesByFit.get(fit) ?? new Set()).add(key))
  const isRecent = (fit: string) => seen.slice(-latest).some(({ fits }) => fits.includes(fit))
  const counts = [...badgesByFit]
    .map(([fit, badges]) => ({ fit, count: badges.size }))
    .filter(({ fit, count }) => count >= fewestBadges && isRecent(fit))
  const most = Math.max(0, ...counts.map(({ count }) => count))
  const best = counts.filter(({ count }) => count === most).map(({ fit }) => fit)
  if (best.length === 0) return undefined
  const settings = best.filter((fit) => fit !== cut)
  if (settings.length === 0)
    return 'the reader delivers only 4 of 7 bytes of the UIDs in the roster: configure it to send the whole UID'
  return `unknown badges match ${sourceWords[source].list} in another format: set ${settings.join(', or ')}`
}

function unknownWords(seen: readonly Seen[], source: Source): string | undefined {
  const unknown = seen.slice(-latest).filter(({ isKnown }) => !isKnown)
  const isMost = seen.length >= latest && unknown.length > latest / 2
  if (!isMost || new Set(unknown.map(({ key }) => key)).size < fewestBadges) return undefined
  const { list, key } = sourceWords[source]
  return `most of the last ${latest} badges are not in ${list}: check ${key} and the badgeNumberFormat of directory and reader (docs/badges.md)`
}
