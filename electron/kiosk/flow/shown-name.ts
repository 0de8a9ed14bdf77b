/** How much of a person's name the screen shows (config `screen.nameShown`). */
export type NameShown = 'full' | 'first' | 'initials'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * As much of a display name as the site shows. Parses the display name, since the directory has no separate
 * fields: both `Ruiz, Ana` and `Ana Ruiz` work. A Chinese or Korean name without spaces begins with the
 * family name.
 */
export function shownName(displayName: string, shown: NameShown): string {
  const name = displayName.trim()
  switch (shown) {
    case 'full':
      return name
    case 'first':
      return givenNameOf(name)
    case 'initials':
      return initialsOf(name)
    default:
      return shown satisfies never
  }
}

/** First name and initial, such as `Ana R.`, or less if the site shows less: others can read it too. */
export function shortName(displayName: string, shown: NameShown): string {
  if (shown !== 'full') return shownName(displayName, shown)
  const name = displayName.trim()
  if (isInOnePiece(name)) return givenNameOf(name)
  const [first = name, ...others] = wordsOf(inSpokenOrder(name))
  const last = others.at(-1)
  return last === undefined ? first : `${first} ${initialOf(last)}.`
}

function givenNameOf(name: string): string {
  if (isInOnePiece(name)) return Array.from(name).slice(1).join('')
  const [first = name] = wordsOf(inSpokenOrder(name))
  return first
}

/**
 * Of the first and the last word: middle names and particles help others identify the person, not the person.
 */
function initialsOf(name: string): string {
  const words = isInOnePiece(name) ? [name] : wordsOf(inSpokenOrder(name))
  const [first, ...others] = words
  const shown = [first, others.at(-1)].filter((word) => word !== undefined)
  return shown.map((word) => `${initialOf(word)}.`).join(' ')
}

function initialOf(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment.toLocaleUpperCase()
  return ''
}

/** `Ruiz, Ana` as `Ana Ruiz`. */
function inSpokenOrder(name: string): string {
  const [family = '', given] = name.split(/[,،，]/u, 2)
  return given === undefined || given.trim() === '' ? family : `${given.trim()} ${family.trim()}`
}

/** Without titles and additions in brackets: `Dr. Ana Ruiz (Contractor)` gives `Ana`, `Ruiz`. */
function wordsOf(name: string): readonly string[] {
  const added = name.search(/[([（]/u)
  const words = (added === -1 ? name : name.slice(0, added))
    .split(/\s+/u)
    .filter((word) => /\p{L}/u.test(word))
  const named = words.filter((word) => !/^\p{L}{2,}\.$/u.test(word))
  return named.length > 0 ? named : words
}

function isInOnePiece(name: string): boolean {
  return /^(?:\p{Script=Han}{2,4}|\p{Script=Hangul}{2,4})$/u.test(name)
}
