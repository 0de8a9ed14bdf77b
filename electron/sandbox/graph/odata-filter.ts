/**
 * The supported part of OData's `$filter`: comparisons such as `state eq 'onBreak'`, joined by `and` or by
 * `or`. See Microsoft's page "Use the $filter query parameter".
 */
export interface Filter {
  readonly joinedBy: 'and' | 'or'
  /** At least one. */
  readonly terms: readonly { readonly path: string; readonly literal: string }[]
}

/** The time card filter shapes that are distinguished, because it is undocumented which of them work. */
export type FilterForm = 'state eq' | 'state eq or state eq' | 'userId eq' | 'userId and state'

/** Parses a filter; `undefined` if the text is not one. */
export function parseFilter(text: string): Filter | undefined {
  const found = [...text.matchAll(/(?<![\w/])([\w/]+) eq '((?:[^']|'')*)'/g)]
  const terms = found.map(([, path = '', quoted = '']) => ({ path, literal: quoted.replaceAll("''", "'") }))
  const joinedBy = (['and', 'or'] as const).find(
    (word) => found.length > 0 && found.map(([term]) => term).join(` ${word} `) === text,
  )
  return joinedBy && { joinedBy, terms }
}

/** Whether an object passes the filter; `read` returns its properties. */
export function passes({ joinedBy, terms }: Filter, read: (path: string) => unknown): boolean {
  const passed = terms.map(({ path, literal }) => read(path) === literal)
  return joinedBy === 'and' ? passed.every(Boolean) : passed.some(Boolean)
}

/** The shape of a time card filter; `undefined` for any other. */
export function formOf({ joinedBy, terms }: Filter): FilterForm | undefined {
  const paths = terms.map(({ path }) => path).sort()
  switch (paths.join(` ${joinedBy} `)) {
    case 'state':
      return 'state eq'
    case 'userId':
      return 'userId eq'
    case 'state or state':
      return 'state eq or state eq'
    case 'state and userId':
      return 'userId and state'
    default:
      return undefined
  }
}
