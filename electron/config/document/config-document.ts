import path from 'node:path'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { isRecord } from '../../base/is-record.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { JsonDocument } from './json-document.ts'
import { keyName, type KeyPath } from '../key-name.ts'
import { fillPlaceholders, pathKeys, placeholderKeys, type PlaceholderValues } from './placeholders.ts'
import type { Position } from './position.ts'

/** A config file as it was read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string
  /** Undefined if the file exists but could not be read as text. */
  readonly text: string | undefined
}

interface Layer {
  readonly document: JsonDocument
  readonly folder: string
  /** Absent for the shared file, which problems need not name. */
  readonly file?: string
}

type Group = Readonly<Record<string, unknown>>

/**
 * The shared config file merged with the local file, if there is one, whose values win: groups are merged by
 * key, lists are replaced, and placeholders are filled in. Knows the file and position of every value.
 */
export class ConfigDocument {
  /** Undefined if nothing could be parsed. */
  readonly value: unknown
  /** Syntax errors, duplicate keys, and placeholders without a value. */
  readonly problems: readonly SetupProblem[]
  /** Whether keys may have been lost to errors, so that a key that seems missing may be present. */
  readonly isIncomplete: boolean
  readonly #shared: Layer
  readonly #local: Layer | undefined
  /** The values from the local file, by `nodeKey` of their path. */
  readonly #isLocal = new Set<string>()
  /** The placeholders that were filled in, by key name. */
  readonly #used = new Map<string, readonly string[]>()

  constructor(shared: ConfigFile, local: ConfigFile | undefined, values: PlaceholderValues) {
    this.#shared = { document: new JsonDocument(shared.text ?? ''), folder: path.dirname(shared.path) }
    this.#local =
      local === undefined
        ? undefined
        : {
            document: new JsonDocument(local.text ?? '{}'),
            folder: path.dirname(local.path),
            file: echoedPath(local.path),
          }
    const problems = shared.text === undefined ? [] : [...this.#shared.document.problems]
    this.isIncomplete =
      shared.text === undefined ||
      this.#shared.document.isIncomplete ||
      (local !== undefined && (local.text === undefined || this.#local?.document.isIncomplete === true))
    problems.push(...this.#problemsOfLocal())
    const merged = this.#merged(shared.text !== undefined)
    const filled = this.#filled(merged, [], values, problems)
    this.value = filled
    this.problems = problems
  }

  /** Whether the whole is a group in braces, as a config file must be. */
  get isGroup(): boolean {
    return isRecord(this.value)
  }

  /** Position of the value; undefined if it is in neither file. */
  positionOfValue(path: KeyPath): Position | undefined {
    const layer = this.#layerOf(path)
    return inFile(layer, layer.document.positionOfValue(path))
  }

  /** Position of the key; for a list entry or the whole, of the value. */
  positionOfKey(path: KeyPath): Position | undefined {
    const layer = this.#layerOf(path)
    return inFile(layer, layer.document.positionOfKey(path))
  }

  /** Position of the value; if missing, of the nearest enclosing group's key, else of the first brace. */
  nearestPosition(path: KeyPath): Position | undefined {
    const own = this.positionOfValue(path)
    if (own !== undefined) return own
    for (let length = path.length - 1; length >= 0; length -= 1) {
      const position = this.positionOfKey(path.slice(0, length))
      if (position !== undefined) return position
    }
    return undefined
  }

  /** The text at `path`; undefined if there is no value or it is not text. */
  textAt(path: KeyPath): string | undefined {
    const value: unknown = this.valueAt(path)
    return typeof value === 'string' ? value : undefined
  }

  valueAt(path: KeyPath): unknown {
    let value = this.value
    for (const part of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
      value = (value as Readonly<Record<string | number, unknown>>)[part]
    }
    return value
  }

  /** The placeholders that were filled in at this key, as written. */
  placeholdersAt(path: KeyPath): readonly string[] {
    return this.#used.get(keyName(path)) ?? []
  }

  /** Makes a path absolute; a relative one starts at the folder of the file that holds the key. */
  resolve(keyPath: KeyPath, written: string): string {
    return path.resolve(this.#layerOf(keyPath).folder, written)
  }

  /** A value as the kiosk uses it: absolute if its key holds a path, else unchanged. */
  absolute(value: unknown, keyPath: KeyPath): unknown {
    const isPath = typeof value === 'string' && pathKeys.has(keyName(keyPath))
    return isPath ? this.resolve(keyPath, value) : value
  }

  #layerOf(path: KeyPath): Layer {
    return this.#local !== undefined && this.#isLocal.has(nodeKey(path)) ? this.#local : this.#shared
  }

  #problemsOfLocal(): SetupProblem[] {
    if (this.#local === undefined) return []
    const { document, file = '' } = this.#local
    const problems = document.problems.map((problem) => ({ ...problem, file }))
    if (document.value === undefined || document.isGroup) return problems
    const problem = 'is not a group in braces'
    return [...problems, { ...document.positionOfValue([]), file, key: '', problem, expected: '{ … }' }]
  }

  #merged(hasShared: boolean): unknown {
    const shared = hasShared ? this.#shared.document.value : {}
    const local = this.#local?.document.value
    if (!isRecord(local)) return shared
    // A shared file that is not a group is reported elsewhere; there is nothing to merge into.
    if (!isRecord(shared)) return shared
    return this.#merge(shared, local, [])
  }

  #merge(shared: Group, local: Group, path: KeyPath): Group {
    const values = new Map(Object.entries(shared))
    for (const [key, value] of Object.entries(local)) {
      const here = [...path, key]
      const under = values.get(key)
      if (isRecord(under) && isRecord(value) && !isOtherKind(under, value)) {
        values.set(key, this.#merge(under, value, here))
      } else {
        values.set(key, value)
        this.#markLocal(value, here)
      }
    }
    return Object.fromEntries(values)
  }

  #markLocal(value: unknown, path: KeyPath): void {
    this.#isLocal.add(nodeKey(path))
    if (Array.isArray(value)) for (const [i, child] of value.entries()) this.#markLocal(child, [...path, i])
    else if (isRecord(value))
      for (const [key, child] of Object.entries(value)) this.#markLocal(child, [...path, key])
  }

  #filled(value: unknown, path: KeyPath, values: PlaceholderValues, problems: SetupProblem[]): unknown {
    if (isRecord(value)) {
      const entries = Object.entries(value).map(
        ([key, child]) => [key, this.#filled(child, [...path, key], values, problems)] as const,
      )
      return Object.fromEntries(entries)
    }
    const key = keyName(path)
    if (typeof value !== 'string' || !placeholderKeys.has(key)) return value
    const filled = fillPlaceholders(value, values)
    if (filled.kind === 'bad') {
      const { problem, expected } = filled
      problems.push({ ...this.positionOfValue(path), key, problem, expected })
      return value
    }
    if (filled.used.length > 0) this.#used.set(key, filled.used)
    return filled.text
  }
}

function inFile({ file }: Layer, position: Position | undefined): Position | undefined {
  return position === undefined || file === undefined ? position : { file, ...position }
}

/** A group of another kind has other keys, so it replaces the shared one instead of merging. */
function isOtherKind(shared: Group, local: Group): boolean {
  return Object.hasOwn(local, 'kind') && Object.hasOwn(shared, 'kind') && local['kind'] !== shared['kind']
}

function nodeKey(path: KeyPath): string {
  return JSON.stringify(path)
}
