import { distance } from 'fastest-levenshtein'

/** The choice that `typed` was most likely meant to be, ignoring case; undefined if none is close. */
export function nearest(typed: string, choices: readonly string[]): string | undefined {
  if (typed.length > 60) return undefined
  const allowed = Math.max(2, Math.floor(typed.length / 3))
  const ranked = choices
    .map((choice) => ({ choice, away: distance(typed.toLowerCase(), choice.toLowerCase()) }))
    .filter(({ choice, away }) => away <= allowed && away < choice.length - 1)
    .sort((a, b) => a.away - b.away)
  return ranked[0]?.choice
}
