import { parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { offsetBeyondDepth, syntaxProblems } from './json-syntax.ts'
import { keyName } from '../key-name.ts'
import type { KeyPath } from '../key-name.ts'
import { locator } from './position.ts'
import type { Locate, Position } from './position.ts'

/** A parsed JSON text with comments and trailing commas, with the position of every value. */
export class JsonDocument {
  /** Undefined if nothing could be parsed. */
  readonly value: unknown
  /** Syntax errors and duplicate keys. */
  readonly problems: readonly SetupProblem[]
  /** Whether keys may have been lost to syntax errors, so that a key that seems missing may be present. */
  readonly isIncomplete: boolean
  readonly #root: Node | undefined
  /** By `nodeKey` of the path: a linear search per key would be quadratic for a file of 20,000 keys. */
  readonly #nodes = new Map<string, Node>()
  readonly #locate: Locate

  constructor(text: string) {
    this.#locate = locator(text)
    const tooDeep = offsetBeyondDepth(text)
    if (tooDeep !== undefined) {
      this.problems = [{ ...this.#locate(tooDeep), key: '', problem: 'groups are nested too deeply here' }]
      this.isIncomplete = true
      return
    }
    const errors: ParseError[] = []
    this.#root = parseTree(text, errors, { allowTrailingComma: true })
    const duplicates: SetupProblem[] = []
    this.value = this.#root === undefined ? undefined : this.#toValue(this.#root, [], duplicates)
    this.problems = [...syntaxProblems(text, errors, this.#locate), ...duplicates]
    this.isIncomplete = errors.some((error) => printParseErrorCode(error.error) !== 'CommaExpected')
  }

  /** Whether the whole is a group in braces, as a config file must be. */
  get isGroup(): boolean {
    return this.#root?.type === 'object'
  }

  /** Position of the value; undefined if there is none. */
  positionOfValue(path: KeyPath): Position | undefined {
    const node = this.#nodeAt(path)
    return node === undefined ? undefined : this.#locate(node.offset)
  }

  /** Position of the key; for a list entry or the whole, of the value. */
  positionOfKey(path: KeyPath): Position | undefined {
    const node = this.#nodeAt(path)
    const holder = node?.parent?.type === 'property' ? node.parent : node
    return holder === undefined ? undefined : this.#locate(holder.offset)
  }

  #nodeAt(path: KeyPath): Node | undefined {
    return this.#nodes.get(nodeKey(path))
  }

  /** Of duplicate keys the first counts, since its position is the one that is looked up. */
  #toValue(node: Node, path: KeyPath, duplicates: SetupProblem[]): unknown {
    this.#nodes.set(nodeKey(path), node)
    const children = node.children ?? []
    if (node.type === 'array')
      return children.map((child, i) => this.#toValue(child, [...path, i], duplicates))
    if (node.type !== 'object') return node.value as unknown
    const values = new Map<string, unknown>()
    for (const property of children) {
      const [keyNode, valueNode] = property.children ?? []
      const key: unknown = keyNode?.value
      if (typeof key !== 'string' || valueNode === undefined) continue
      const here = [...path, key]
      if (values.has(key)) {
        const position = this.#locate(property.offset)
        const problem = 'appears twice in this group'
        duplicates.push({ ...position, key: keyName(here), problem, expected: 'each key once' })
      } else {
        values.set(key, this.#toValue(valueNode, here, duplicates))
      }
    }
    // Unlike an assignment, this makes `__proto__` an ordinary key, which is then reported as unknown.
    return Object.fromEntries(values)
  }
}

function nodeKey(path: KeyPath): string {
  return JSON.stringify(path)
}
