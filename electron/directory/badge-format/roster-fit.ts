import { createHmac, randomBytes } from 'node:crypto'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { Directory } from '../directory.ts'
import { fitsOfBadge, fitsOfText, type Fit, type NumberFormats } from './format-fits.ts'

/** What the last badges say of the settings, in words for the IT admin that hold no number. */
export interface FitProblems {
  /** Unknown badges would be known with another setting. */
  readonly format?: string
  /** Most badges are unknown. */
  readonly unknown?: string
}

export interface FittedDirectory extends Directory {
  /** A reader typed this, and it is no number in its format. */
  typedUnreadable(text: string): void
  problems(): FitProblems
}

/** A directory that can tell a badge of which the reader has read four of seven bytes. */
export interface SearchedDirectory extends Directory {
  holdsLongerThan(badge: BadgeId): boolean
}

/** Of one badge. `key`: tells badges apart and leads to no number. */
interface Seen {
  readonly key: string
  readonly isKnown: boolean
  readonly fits: readonly string[]
}

const remembered = 100
const latest = 20
/** A stranger's number may fit by chance in one other format; those of three badges do not. */
const fewestBadges = 3

const cut = 'cut'

/**
 * A directory that watches what becomes of the badges it is asked for: an unknown one is tried in the other formats, in
 * memory. Nobody is found by that; it only tells which setting is wrong.
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
      // Nothing: what was typed was held up on its way, and nobody knows whether it was whole.
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

/** The settings that most unknown badges ask for; while one of the latest did. */
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
    return 'the reader gives only 4 of the 7 bytes of badges in the roster: set it to give the whole UID'
  return `badges that are not known fit the roster in another format: set ${settings.join(', or ')}`
}

function unknownWords(seen: readonly Seen[]): string | undefined {
  const unknown = seen.slice(-latest).filter(({ isKnown }) => !isKnown)
  const isMost = seen.length >= latest && unknown.length > latest / 2
  if (!isMost || new Set(unknown.map(({ key }) => key)).size < fewestBadges) return undefined
  return `most of the last ${latest} badges are not in the roster: check directory.path and the badgeNumberFormat of directory and reader (docs/badges.md)`
}
