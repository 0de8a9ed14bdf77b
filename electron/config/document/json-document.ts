import { parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { offsetBeyondDepth, syntaxProblems } from './json-syntax.ts'
import { keyName } from '../key-name.ts'
import type { KeyPath } from '../key-name.ts'
import { locator } from './position.ts'
import type { Locate, Position } from './position.ts'

/** A JSON text with comments and trailing commas, and where in it each value stands. */
export class JsonDocument {
  /** Undefined where nothing could be made out. */
  readonly value: unknown
  /** Syntax mistakes and keys that stand twice. */
  readonly problems: readonly SetupProblem[]
  /** Whether keys may have been lost to syntax mistakes, so that a key that seems missing may be there. */
  readonly isIncomplete: boolean
  readonly #root: Node | undefined
  /** By `nodeKey` of its path: looking for each among its neighbours would take 20,000 keys 20,000 looks each. */
  readonly #nodes = new Map<string, Node>()
  readonly #locate: Locate

  constructor(text: string) {
    this.#locate = locator(text)
    const tooDeep = offsetBeyondDepth(text)
    if (tooDeep !== undefined) {
      this.problems = [{ ...this.#locate(tooDeep), key: '', problem: 'this is nested too deeply' }]
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

  /** Whether the text as a whole is a group in braces, as a config file is. */
  get isGroup(): boolean {
    return this.#root?.type === 'object'
  }

  /** Where the value stands; undefined where it is not there. */
  positionOfValue(path: KeyPath): Position | undefined {
    const node = this.#nodeAt(path)
    return node === undefined ? undefined : this.#locate(node.offset)
  }

  /** Where the key stands; the value where that is in a list or is the whole. */
  positionOfKey(path: KeyPath): Position | undefined {
    const node = this.#nodeAt(path)
    const holder = node?.parent?.type === 'property' ? node.parent : node
    return holder === undefined ? undefined : this.#locate(holder.offset)
  }

  #nodeAt(path: KeyPath): Node | undefined {
    return this.#nodes.get(nodeKey(path))
  }

  /** Of two equal keys the first counts, as its position is the one that is found. */
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
        const problem = 'stands twice in this group'
        duplicates.push({ ...position, key: keyName(here), problem, expected: 'each key once' })
      } else {
        values.set(key, this.#toValue(valueNode, here, duplicates))
      }
    }
    // Unlike an assignment, this makes `__proto__` a key like any other, to be reported as unknown.
    return Object.fromEntries(values)
  }
}

function nodeKey(path: KeyPath): string {
  return JSON.stringify(path)
}
