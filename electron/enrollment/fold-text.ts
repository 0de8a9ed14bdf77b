/** Letters that Unicode does not decompose, and how people type them on a keyboard without them. */
const plainLetters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ŋ: 'n',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}

/** A letter with marks, in scripts whose names are also written without marks. In other scripts marks are vowels: kept. */
const accented =
  /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu

const plain = /^[a-z0-9 ]*$/
/** Most names have only Latin letters: what each folds to is cached. */
const latin = /^[\0-\u024f]*$/
const latinFolds = new Map<string, string>()

/** The text without case and accents, to compare what was typed with a name. */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  if (plain.test(lower)) return lower
  if (!latin.test(lower)) return fold(lower)
  let folded = ''
  for (const letter of lower) {
    let known = latinFolds.get(letter)
    if (known === undefined) latinFolds.set(letter, (known = fold(letter)))
    folded += known
  }
  return folded
}

function fold(lower: string): string {
  return (
    lower
      .normalize('NFKD')
      .replace(accented, '$1')
      .replace(/[^\p{ASCII}]/gu, (letter) => plainLetters[letter] ?? letter)
      // Joins Hangul syllables into one character each again.
      .normalize('NFC')
  )
}

/** The words of a name, folded: O’Brien is one word, Anne-Marie is two. */
export function wordsOf(text: string): readonly string[] {
  const folded = foldText(text)
  if (plain.test(folded)) return folded.split(' ').filter((word) => word !== '')
  return folded
    .replace(/[^\p{L}\p{M}\p{N}\s\-‐‑–_/,;()&+]/gu, '')
    .split(/[\s\-‐‑–_/,;()&+]+/u)
    .filter((word) => word !== '')
}
