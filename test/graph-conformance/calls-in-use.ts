import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** What the product asks of Graph, read by the type checker. */
export interface CallsInUse {
  /** Each call, such as `GET /v1.0/teams/{team}/schedule`, and where it is first written. */
  callsIn(files: readonly string[]): ReadonlyMap<string, string>
  /** Places that ask Graph for something and do not say what: `file:line`. */
  unreadableIn(files: readonly string[]): readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const graphCallFile = join(root, 'electron/graph/graph-call.ts')
/** What turns paths into calls, what sends them, and what passes them on. */
const machinery = new Set(
  ['graph-call', 'graph-path', 'graph', 'open-graph'].map((name) => join(root, `electron/graph/${name}.ts`)),
)
const isCall = (text: string): boolean => /^(?:GET|POST|PUT|PATCH|DELETE) \/(?:v1\.0|beta)\//.test(text)
const isPath = (text: string): boolean => /(?:^|\/)(?:v1\.0|beta)\//.test(text)

export function readCallsInUse(files: readonly string[]): CallsInUse {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: unknown
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram([...files], options)
  const checker = program.getTypeChecker()

  const visitAll = (
    paths: readonly string[],
    visit: (node: ts.Node, source: ts.SourceFile) => void,
  ): void => {
    for (const path of paths) {
      const source = program.getSourceFile(path)
      if (source === undefined) throw new Error(`${path} is not part of the program.`)
      const each = (node: ts.Node): void => {
        visit(node, source)
        ts.forEachChild(node, each)
      }
      each(source)
    }
  }

  return {
    callsIn: (paths) => {
      const calls = new Map<string, string>()
      visitAll(paths, (node, source) => {
        const found =
          ts.isStringLiteralLike(node) && isCall(node.text) ? [node.text] : literalCalls(node, checker)
        for (const call of found ?? []) if (!calls.has(call)) calls.set(call, placeOf(node, source))
      })
      return calls
    },
    unreadableIn: (paths) => {
      const places: string[] = []
      visitAll(paths, (node, source) => {
        const isOfMachinery = machinery.has(source.fileName)
        if (!isOfMachinery && isUnreadable(node, checker)) places.push(placeOf(node, source))
      })
      return places
    },
  }
}

/** The calls that a call of `graphCall` may mean; undefined where the node is none. */
function literalCalls(node: ts.Node, checker: ts.TypeChecker): readonly string[] | undefined {
  if (!ts.isCallExpression(node) || !isFunction(node, 'graphCall', checker)) return undefined
  const [call] = node.arguments
  if (call === undefined) return []
  const type = checker.getTypeAtLocation(call)
  const parts = type.isUnion() ? type.types : [type]
  return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []))
}

function isUnreadable(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isCallExpression(node)) {
    if (isFunction(node, 'graphPath', checker)) return true
    const calls = literalCalls(node, checker)
    if (calls !== undefined) return calls.length === 0
    return isRequest(node.expression, checker) && !beginsWithCall(node.arguments[0], checker)
  }
  if (ts.isPropertyAccessExpression(node)) {
    const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node
    return isRequest(node, checker) && !isCalled
  }
  if (ts.isBindingElement(node)) {
    const name = node.propertyName ?? node.name
    const property = ts.isIdentifier(name)
      ? checker.getTypeAtLocation(node.parent).getProperty(name.text)
      : undefined
    return property !== undefined && isOfGraph(property)
  }
  const text = textOf(node)
  return text !== undefined && isPath(text) && !isCall(text)
}

function textOf(node: ts.Node): string | undefined {
  const isText =
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
  return isText ? node.text : undefined
}

/** `request` of `Graph`, whatever interface it was inherited by. */
function isRequest(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false
  const symbol = checker.getSymbolAtLocation(node.name)
  return symbol !== undefined && isOfGraph(symbol)
}

function isOfGraph(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    ({ parent }) =>
      symbol.name === 'request' &&
      ts.isInterfaceDeclaration(parent) &&
      parent.name.text === 'Graph' &&
      parent.getSourceFile().fileName === join(root, 'electron/graph/graph.ts'),
  )
}

/**
 * `{ ...call, … }`: an object that begins with what `graphCall` made. A `target` behind it is a next link; a `method` is
 * nobody's to set.
 */
function beginsWithCall(argument: ts.Expression | undefined, checker: ts.TypeChecker): boolean {
  if (argument === undefined || !ts.isObjectLiteralExpression(argument)) return false
  const [first, ...rest] = argument.properties
  if (first === undefined || !ts.isSpreadAssignment(first)) return false
  const type = checker.getTypeAtLocation(first.expression)
  const isTarget = type.aliasSymbol?.name === 'CallTarget' && isDeclaredIn(type.aliasSymbol, graphCallFile)
  return isTarget && rest.every((property) => property.name?.getText() !== 'method')
}

function isFunction({ expression }: ts.CallExpression, name: string, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(expression) || expression.text !== name) return false
  const symbol = checker.getSymbolAtLocation(expression)
  if (symbol === undefined) return false
  const target = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
  return (target.declarations ?? []).some((one) => machinery.has(one.getSourceFile().fileName))
}

function isDeclaredIn(symbol: ts.Symbol, path: string): boolean {
  return (symbol.declarations ?? []).some((one) => one.getSourceFile().fileName === path)
}

function placeOf(node: ts.Node, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return `${relative(root, source.fileName)}:${line + 1}`
}
