/**
 * The supported part of OData's `$filter`: comparisons of a property with a literal, `and`, `or`, and
 * parentheses. See Microsoft's page "Use the $filter query parameter".
 */
export type Filter =
  | {
      readonly kind: 'comparison'
      readonly path: string
      readonly operator: Operator
      readonly literal: Literal
    }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

export type Literal = string | number | boolean | null

/** The time card filter shapes that are distinguished, because it is undocumented which of them work. */
export type FilterForm = 'state eq' | 'state eq or state eq' | 'state ne' | 'userId eq' | 'userId and state'

type Token = { readonly kind: 'word' | 'text' | 'symbol'; readonly value: string }

/** Parses a filter; `undefined` if the text is not one. */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokenize(text)
  if (tokens === undefined) return undefined
  let position = 0

  const peekWord = (word: string): boolean => {
    const token = tokens[position]
    return token?.kind === 'word' && token.value === word
  }
  const takeSymbol = (symbol: string): boolean => {
    const token = tokens[position]
    if (token?.kind !== 'symbol' || token.value !== symbol) return false
    position += 1
    return true
  }
  const chain = (kind: 'and' | 'or', next: () => Filter | undefined): Filter | undefined => {
    const first = next()
    if (first === undefined) return undefined
    const terms = [first]
    while (peekWord(kind)) {
      position += 1
      const term = next()
      if (term === undefined) return undefined
      terms.push(term)
    }
    return terms.length === 1 ? first : { kind, terms }
  }
  const comparison = (): Filter | undefined => {
    const [path, operator, value] = tokens.slice(position, position + 3)
    if (path?.kind !== 'word' || operator?.kind !== 'word' || !isOperator(operator.value)) return undefined
    const literal = value && readLiteral(value)
    if (literal === undefined) return undefined
    position += 3
    return { kind: 'comparison', path: path.value, operator: operator.value, literal }
  }
  const primary = (): Filter | undefined => {
    if (!takeSymbol('(')) return comparison()
    const inner = disjunction()
    return inner !== undefined && takeSymbol(')') ? inner : undefined
  }
  const disjunction = (): Filter | undefined => chain('or', () => chain('and', primary))

  const filter = disjunction()
  return position === tokens.length ? filter : undefined
}

/** Whether an object passes the filter; `read` returns its properties. Evaluates only `eq` and `ne`. */
export function passes(filter: Filter, read: (path: string) => unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every((term) => passes(term, read))
    case 'or':
      return filter.terms.some((term) => passes(term, read))
    case 'comparison':
      return (read(filter.path) === filter.literal) === (filter.operator === 'eq')
    default:
      return filter satisfies never
  }
}

/** All comparisons of a filter, in source order. */
export function comparisonsOf(filter: Filter): readonly Extract<Filter, { kind: 'comparison' }>[] {
  return filter.kind === 'comparison' ? [filter] : filter.terms.flatMap(comparisonsOf)
}

/** The shape of a time card filter; `undefined` for any other. */
export function formOf(filter: Filter): FilterForm | undefined {
  const stateForm = stateFormOf(filter)
  if (stateForm !== undefined) return stateForm
  if (isUserTerm(filter)) return 'userId eq'
  if (filter.kind !== 'and') return undefined
  const [userTerms, others] = [
    filter.terms.filter(isUserTerm),
    filter.terms.filter((term) => !isUserTerm(term)),
  ]
  const [state, ...more] = others
  return userTerms.length === 1 && state && more.length === 0 && stateFormOf(state) !== undefined
    ? 'userId and state'
    : undefined
}

function stateFormOf(filter: Filter): FilterForm | undefined {
  if (isStateTerm(filter)) return filter.operator === 'eq' ? 'state eq' : 'state ne'
  const allEqual =
    filter.kind === 'or' && filter.terms.every((term) => isStateTerm(term) && term.operator === 'eq')
  return allEqual ? 'state eq or state eq' : undefined
}

function isStateTerm(filter: Filter): filter is Extract<Filter, { kind: 'comparison' }> {
  return (
    filter.kind === 'comparison' &&
    filter.path === 'state' &&
    (filter.operator === 'eq' || filter.operator === 'ne') &&
    typeof filter.literal === 'string'
  )
}

function isUserTerm(filter: Filter): boolean {
  return (
    filter.kind === 'comparison' &&
    filter.path === 'userId' &&
    filter.operator === 'eq' &&
    typeof filter.literal === 'string'
  )
}

function isOperator(word: string): word is Operator {
  return ['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(word)
}

function readLiteral(token: Token): Literal | undefined {
  if (token.kind === 'text') return token.value
  if (token.kind === 'symbol') return undefined
  if (token.value === 'true') return true
  if (token.value === 'false') return false
  if (token.value === 'null') return null
  if (/^-?\d+(\.\d+)?$/.test(token.value)) return Number(token.value)
  // Dates are written without quotes.
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(token.value) ? token.value : undefined
}

function tokenize(text: string): readonly Token[] | undefined {
  const pattern = /\s+|'((?:[^']|'')*)'|([()])|([A-Za-z0-9_@./:+-]+)/y
  const tokens: Token[] = []
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const [, quoted, symbol, word] = match
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'") })
    if (symbol !== undefined) tokens.push({ kind: 'symbol', value: symbol })
    if (word !== undefined) tokens.push({ kind: 'word', value: word })
  }
  return tokens
}
