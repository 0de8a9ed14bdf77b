import { badRequest, type GraphFailure } from './graph-errors.ts'

/** The OData options of a request, named as documented. */
export interface Query {
  readonly kind: 'query'
  readonly filter?: string
  readonly top?: number
  readonly skipToken?: string
  readonly select?: readonly string[]
  readonly count?: boolean
}

type QueryOption = Exclude<keyof Query, 'kind'>

const optionOf: Readonly<Record<string, QueryOption>> = {
  $filter: 'filter',
  $top: 'top',
  $skiptoken: 'skipToken',
  $select: 'select',
  $count: 'count',
}

const maxPage = 999

/** Parses the query of a call that supports only the `allowed` options. Names are case-insensitive. */
export function readQuery(url: URL, allowed: readonly QueryOption[]): Query | GraphFailure {
  const read: { -readonly [Option in QueryOption]?: Query[Option] } = {}
  for (const [name, value] of url.searchParams) {
    const option = optionOf[name.toLowerCase()]
    if (option === undefined || !allowed.includes(option)) {
      return badRequest(`The query option '${name}' is not allowed here.`)
    }
    if (read[option] !== undefined) return badRequest(`The query option '${name}' was given twice.`)
    switch (option) {
      case 'filter':
      case 'skipToken':
        read[option] = value
        break
      case 'select':
        read.select = value.split(',').map((field) => field.trim())
        break
      case 'count':
        if (value !== 'true' && value !== 'false') return badRequest(`Invalid value '${value}' for $count.`)
        read.count = value === 'true'
        break
      case 'top':
        if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > maxPage) {
          return badRequest(
            `Invalid page size specified: '${value}'. Must be between 1 and ${maxPage} inclusive.`,
          )
        }
        read.top = Number(value)
        break
      default:
        option satisfies never
    }
  }
  return { kind: 'query', ...read }
}
