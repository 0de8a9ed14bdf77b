import { createHmac, randomBytes } from 'node:crypto'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { Directory } from '../directory.ts'
import { fitsOfBadge, fitsOfText, type Fit, type NumberFormats } from './format-fits.ts'

/** Problems of the settings, derived from recent badges, in words for the IT admin without badge numbers. */
export interface FitProblems {
  /** Unknown badges would be found with another setting. */
  readonly format?: string
  /** Most badges are unknown. */
  readonly unknown?: string
}

export interface FittedDirectory extends Directory {
  /** Call with typed text that is not a number in the reader's format. */
  typedUnreadable(text: string): void
  problems(): FitProblems
}

/** A directory that can recognise a UID of which the reader delivered only four of seven bytes. */
export interface SearchedDirectory extends Directory {
  holdsLongerThan(badge: BadgeId): boolean
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

/**
 * Wraps a directory and tries every unknown badge in the other formats, in memory. This never changes an
 * answer; it only detects which setting is wrong.
 */
export function watchRosterFit(directory: SearchedDirectory, formats: NumberFormats): FittedDirectory {
  const secret = randomBytes(32)
  const seen: Seen[] = []
  const keyOf = (number: string): string => createHmac('sha256', secret).update(number).digest('base64')
  const isListed = (badge: BadgeId): boolean => directory.find(badge).kind !== 'unknown'

  const note = (number: string, isKnown: boolean, fits: readonly string[]): void => {
    seen.push({ key: keyOf(number), isKnown, fits })
    if (seen.length > remembered) seen.shift()
  }

  return {
    start: (onStatus) => directory.start(onStatus),
    stop: () => directory.stop(),
    find: (badge) => {
      const answer = directory.find(badge)
      const fits = answer.kind === 'unknown' ? fitsOfBadge(badge, formats, isListed).map(nameOf) : []
      const isCut = answer.kind === 'unknown' && directory.holdsLongerThan(badge)
      note(badge, answer.kind !== 'unknown', isCut ? [...fits, cut] : fits)
      return answer
    },
    typedUnreadable: (text) => {
      // Empty if the typing was delayed, so that it may be incomplete.
      if (text !== '') note(text, false, fitsOfText(text, formats, isListed).map(nameOf))
    },
    problems: () => {
      const format = formatWords(seen)
      const unknown = unknownWords(seen)
      return { ...(format !== undefined && { format }), ...(unknown !== undefined && { unknown }) }
    },
  }
}

function nameOf({ setting, format }: Fit): string {
  return `${setting} to "${format}"`
}

/** The settings with which most unknown badges would be found, if that includes a recent badge. */
function formatWords(seen: readonly Seen[]): string | undefined {
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
  return `unknown badges match the roster in another format: set ${settings.join(', or ')}`
}

function unknownWords(seen: readonly Seen[]): string | undefined {
  const unknown = seen.slice(-latest).filter(({ isKnown }) => !isKnown)
  const isMost = seen.length >= latest && unknown.length > latest / 2
  if (!isMost || new Set(unknown.map(({ key }) => key)).size < fewestBadges) return undefined
  return `most of the last ${latest} badges are not in the roster: check directory.path and the badgeNumberFormat of directory and reader (docs/badges.md)`
}
