import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** A member of Electron's API that the shell uses, such as `App.exit`, `App#before-quit` or `WebPreferences.sandbox`. */
export interface ApiUse {
  /** `Interface.member`; an event stands as `Interface#event`. */
  readonly member: string
  /** Where it is first used, such as `electron/shell/leave.ts:11`. */
  readonly at: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const listeningMethods = new Set(['on', 'once', 'off', 'addListener', 'removeListener'])
/** `ipcMain.on('kiosk:ready', …)`: the channel is ours, not an event of Electron's. */
const takesAnyName = new Set(['IpcMain', 'IpcRenderer'])

export interface ElectronApi {
  /**
   * Every member of Electron's API that `files` use, found by the type checker: what they call, read, construct,
   * destructure or set in an options object, as long as electron.d.ts declares it.
   */
  usedBy(files: readonly string[]): readonly ApiUse[]
  /** Every `Interface.member` and `Interface#event` that electron.d.ts declares. */
  readonly declared: ReadonlySet<string>
}

/** Reads `files`, and electron.d.ts with them, as one program. */
export function readElectronApi(files: readonly string[]): ElectronApi {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const program = ts.createProgram({ rootNames: [...files], options: { ...options, noEmit: true } })
  const checker = program.getTypeChecker()
  return {
    usedBy: (some) => usedBy(some, program, checker),
    declared: declaredIn(program.getSourceFiles().filter((source) => isElectron(source))),
  }
}

function usedBy(files: readonly string[], program: ts.Program, checker: ts.TypeChecker): readonly ApiUse[] {
  const uses = new Map<string, string>()
  for (const path of files) {
    const source = program.getSourceFile(path)
    if (source === undefined) throw new Error(`${path} is not part of the program`)
    const note = (member: string | undefined, node: ts.Node): void => {
      if (member === undefined || uses.has(member)) return
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      uses.set(member, `${relative(root, path)}:${line + 1}`)
    }
    const visit = (node: ts.Node): void => {
      for (const member of membersAt(node, checker)) note(member, node)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return [...uses].map(([member, at]) => ({ member, at })).toSorted((a, b) => (a.member < b.member ? -1 : 1))
}

/** Interfaces inherit: what a class has of the one it extends is its own here too (`BrowserWindow.show`). */
function declaredIn(sources: readonly ts.SourceFile[]): ReadonlySet<string> {
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    const owner = ownerInElectron(node)
    if (owner !== undefined && ts.isConstructorDeclaration(node)) declared.add(`${owner}.new`)
    else if (owner !== undefined && isMember(node)) {
      const [event] =
        node.kind === ts.SyntaxKind.MethodSignature || ts.isMethodDeclaration(node) ? node.parameters : []
      const name = node.name.getText()
      declared.add(`${owner}.${name}`)
      if (listeningMethods.has(name))
        for (const told of eventNames(event?.type)) declared.add(`${owner}#${told}`)
    }
    ts.forEachChild(node, visit)
  }
  for (const source of sources) ts.forEachChild(source, visit)
  return declared
}

function membersAt(node: ts.Node, checker: ts.TypeChecker): readonly (string | undefined)[] {
  if (ts.isPropertyAccessExpression(node)) {
    const member = declaredMember(checker.getSymbolAtLocation(node.name))
    return isListening(node, member) ? [] : [member]
  }
  if (ts.isCallExpression(node)) return [eventOf(node, checker)]
  if (ts.isNewExpression(node)) return [constructed(checker.getTypeAtLocation(node))]
  if (ts.isObjectLiteralExpression(node)) {
    const type = checker.getContextualType(node)
    return type === undefined ? [] : node.properties.map(({ name }) => memberOfType(type, name, checker))
  }
  if (ts.isObjectBindingPattern(node)) {
    const type = checker.getTypeAtLocation(node)
    return node.elements.map(({ propertyName, name }) => memberOfType(type, propertyName ?? name, checker))
  }
  return []
}

function isListening(node: ts.PropertyAccessExpression, member: string | undefined): boolean {
  if (!listeningMethods.has(node.name.text)) return false
  // On ipcMain and ipcRenderer, listening is itself what is used.
  return ![...takesAnyName].some((name) => member?.startsWith(`${name}.`))
}

/** `App#before-quit` of `app.on('before-quit', …)`. */
function eventOf(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const { expression } = call
  const [event] = call.arguments
  if (!ts.isPropertyAccessExpression(expression) || !listeningMethods.has(expression.name.text))
    return undefined
  if (event === undefined || !ts.isStringLiteral(event)) return undefined
  const declaration = checker.getResolvedSignature(call)?.declaration
  const owner = declaration === undefined ? undefined : ownerInElectron(declaration)
  return owner === undefined || takesAnyName.has(owner) ? undefined : `${owner}#${event.text}`
}

function constructed(type: ts.Type): string | undefined {
  const declaration = type.symbol.declarations?.[0]
  return declaration !== undefined && isInElectron(declaration) ? `${type.symbol.name}.new` : undefined
}

function memberOfType(type: ts.Type, name: ts.Node | undefined, checker: ts.TypeChecker): string | undefined {
  if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return undefined
  const parts = type.isUnion() ? type.types : [type]
  for (const part of parts) {
    const member = declaredMember(checker.getPropertyOfType(part, name.text))
    if (member !== undefined) return member
  }
  return undefined
}

/** `undefined` where electron.d.ts does not declare it, or only in a name for one of its own types. */
function declaredMember(symbol: ts.Symbol | undefined): string | undefined {
  const declaration = symbol?.declarations?.find(isInElectron)
  if (symbol === undefined || declaration === undefined) return undefined
  const owner = ownerInElectron(declaration)
  return owner === undefined ? undefined : `${owner}.${symbol.name}`
}

/** The interface or class that declares it; an object type in place (an event's details) has its alias's name. */
function ownerInElectron(declaration: ts.Node): string | undefined {
  if (!isInElectron(declaration)) return undefined
  for (let node = declaration.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) return node.name?.text
    if (ts.isTypeAliasDeclaration(node)) return node.name.text
  }
  return undefined
}

function isMember(
  node: ts.Node,
): node is ts.MethodSignature | ts.MethodDeclaration | ts.PropertySignature | ts.PropertyDeclaration {
  return (
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node)
  )
}

/** Of `on(event: 'closed', …)`, or of a union of such names. */
function eventNames(type: ts.TypeNode | undefined): readonly string[] {
  if (type === undefined) return []
  const parts = ts.isUnionTypeNode(type) ? type.types : [type]
  return parts.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
  )
}

function isInElectron(node: ts.Node): boolean {
  return isElectron(node.getSourceFile())
}

function isElectron({ fileName }: ts.SourceFile): boolean {
  return basename(fileName) === 'electron.d.ts'
}
