import { createRequire } from 'node:module'

/** tree-sitter's grammar of PowerShell as WebAssembly: there is no PowerShell on most machines that run these tests. */
interface Node {
  readonly type: string
  readonly text: string
  readonly children: readonly Node[]
  readonly hasError: boolean
  readonly isError: boolean
  readonly isMissing: boolean
  readonly startPosition: { readonly row: number }
}
interface TreeSitter {
  readonly Parser: {
    init(): Promise<void>
    new (): { setLanguage(language: unknown): void; parse(text: string): { readonly rootNode: Node } }
  }
  readonly Language: { load(path: string): Promise<unknown> }
}
const require = createRequire(import.meta.url)
const { Parser, Language } = require('@vscode/tree-sitter-wasm') as TreeSitter
await Parser.init()
const parser = new Parser()
parser.setLanguage(
  await Language.load(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm')),
)

export interface PowerShellScript {
  /** Each place that does not parse, by line and text. */
  readonly errors: readonly string[]
  /** Each command with its arguments, on one line, in the order of the text. */
  readonly commands: readonly string[]
  /** The text without comments. */
  readonly code: string
}

export function parsePowerShell(text: string): PowerShellScript {
  const { rootNode } = parser.parse(text)
  const all = [...below(rootNode)]
  return {
    errors: all
      .filter(({ isError, isMissing }) => isError || isMissing)
      .map((node) => `line ${node.startPosition.row + 1}: ${node.type} ${node.text.slice(0, 60)}`),
    commands: all.filter(({ type }) => type === 'command').map((node) => node.text.replaceAll(/`?\s+/g, ' ')),
    code: all
      .filter(({ type }) => type === 'comment')
      .reduce((code, comment) => code.replace(comment.text, ''), text),
  }
}

function* below(node: Node): Generator<Node> {
  yield node
  for (const child of node.children) yield* below(child)
}
