import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** A member of Electron's API that the shell uses, such as `App.exit`, `App#before-quit` or `WebPreferences.sandbox`. */
export interface ApiUse {
  /** `Interface.member`; an event is written as `Interface#event`. */
  readonly member: string
  /** Where it is first used, such as `electron/shell/leave.ts:11`. */
  readonly at: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const listeningMethods = new Set(['on', 'once', 'off', 'addListener', 'removeListener'])
const eventMethods = new Set([
  ...listeningMethods,
  'prependListener',
  'prependOnceListener',
  'removeAllListeners',
  'listeners',
  'rawListeners',
  'listenerCount',
  'emit',
])
/** `ipcMain.on('kiosk:ready', …)`: the channel is ours, not an event of Electron's. */
const takesAnyName = new Set(['IpcMain', 'IpcRenderer'])

export interface ElectronApi {
  /**
   * Every member of Electron's API that `files` use, found by the type checker: what they call, read, construct,
   * destructure or set in an options object, as long as electron.d.ts declares it.
   */
  usedBy(files: readonly string[]): readonly ApiUse[]
  /** Where `files` use Electron in a way that does not say what is used, such as `electron/shell/x.ts:11`. */
  unreadableIn(files: readonly string[]): readonly string[]
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
    unreadableIn: (some) =>
      some.flatMap((path) => {
        const source = sourceOf(path, program)
        return nodesOf(source)
          .filter((node) => isUnreadable(node, checker))
          .map((node) => placeOf(node, source))
      }),
    declared: declaredIn(program.getSourceFiles().filter((source) => isElectron(source))),
  }
}

function usedBy(files: readonly string[], program: ts.Program, checker: ts.TypeChecker): readonly ApiUse[] {
  const uses = new Map<string, string>()
  for (const path of files) {
    const source = sourceOf(path, program)
    for (const node of nodesOf(source))
      for (const member of membersAt(node, checker))
        if (member !== undefined && !uses.has(member)) uses.set(member, placeOf(node, source))
  }
  return [...uses].map(([member, at]) => ({ member, at })).toSorted((a, b) => (a.member < b.member ? -1 : 1))
}

function sourceOf(path: string, program: ts.Program): ts.SourceFile {
  const source = program.getSourceFile(path)
  if (source === undefined) throw new Error(`${path} is not part of the program`)
  return source
}

function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (child: ts.Node): void => {
    nodes.push(child)
    ts.forEachChild(child, visit)
  }
  ts.forEachChild(node, visit)
  return nodes
}

function placeOf(node: ts.Node, source: ts.SourceFile): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return `${relative(root, source.fileName)}:${line + 1}`
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
  if (ts.isCallExpression(node))
    return [eventOf(node, checker), reflectedOf(node, checker), ...passedOptions(node, checker)]
  if (ts.isNewExpression(node))
    return [constructed(checker.getTypeAtLocation(node)), ...passedOptions(node, checker)]
  if (ts.isObjectLiteralExpression(node)) {
    const type = checker.getContextualType(node)
    return type === undefined ? [] : membersOfLiteral(node, type, checker)
  }
  if (ts.isObjectBindingPattern(node)) {
    const type = checker.getTypeAtLocation(node)
    return node.elements.map(({ propertyName, name }) => memberOfType(type, propertyName ?? name, checker))
  }
  // `({ x: v } = app)`
  if (isAssignment(node) && ts.isObjectLiteralExpression(node.left)) {
    const type = checker.getTypeAtLocation(node.right)
    return node.left.properties.map(({ name }) => memberOfType(type, name, checker))
  }
  return []
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
}

/** What an options object sets: by itself, and by what is spread into it. */
function membersOfLiteral(
  literal: ts.ObjectLiteralExpression,
  type: ts.Type,
  checker: ts.TypeChecker,
): readonly (string | undefined)[] {
  return literal.properties.flatMap((property) =>
    ts.isSpreadAssignment(property)
      ? membersOfOptions(checker.getTypeAtLocation(property.expression), type, checker)
      : [memberOfType(type, property.name, checker)],
  )
}

/** What is handed to Electron as options that are no literal in place: a variable, or what a function gives. */
function passedOptions(
  call: ts.CallExpression | ts.NewExpression,
  checker: ts.TypeChecker,
): readonly (string | undefined)[] {
  return argumentsOf(call, checker).flatMap(({ argument, wanted }) =>
    ts.isObjectLiteralExpression(argument)
      ? []
      : membersOfOptions(checker.getTypeAtLocation(argument), wanted, checker),
  )
}

/** The arguments of a call of Electron's, each with the type it is declared with. */
function argumentsOf(call: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker) {
  const signature = checker.getResolvedSignature(call)
  const declaration = signature?.declaration
  if (signature === undefined || declaration === undefined || !isInElectron(declaration)) return []
  return (call.arguments ?? []).flatMap((argument, index) => {
    const parameter = signature.parameters[index]
    return parameter === undefined ? [] : [{ argument, wanted: checker.getTypeOfSymbol(parameter) }]
  })
}

/** An object that is typed as Electron's has its members counted where it is made. */
function membersOfOptions(
  given: ts.Type,
  wanted: ts.Type,
  checker: ts.TypeChecker,
): readonly (string | undefined)[] {
  return partsOf(given).flatMap((part) => {
    if (isOfElectron(part) || (part.flags & ts.TypeFlags.Object) === 0) return []
    return checker.getPropertiesOfType(part).flatMap((property) => {
      const declared = partsOf(wanted)
        .map((one) => checker.getPropertyOfType(one, property.name))
        .find((one) => declaredMember(one) !== undefined)
      if (declared === undefined) return []
      const inner = membersOfOptions(
        checker.getTypeOfSymbol(property),
        checker.getTypeOfSymbol(declared),
        checker,
      )
      return [declaredMember(declared), ...inner]
    })
  })
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : [type]
}

/** Whether the type, or a part of it, is declared in electron.d.ts and nowhere else (`process` is Node's, too). */
function isOfElectron(type: ts.Type): boolean {
  return partsOf(type).some((part) => {
    const symbol = part.getSymbol()
    const declarations = symbol?.declarations ?? []
    return declarations.length > 0 && declarations.every(isInElectron)
  })
}

function isElectronObject(node: ts.Node, checker: ts.TypeChecker): boolean {
  return isOfElectron(checker.getTypeAtLocation(node))
}

/** Whether nobody can read from it what of Electron it uses. */
function isUnreadable(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isElementAccessExpression(node)) return isElectronObject(node.expression, checker)
  if (ts.isPropertyAccessExpression(node)) return isLooseMethod(node, checker)
  if (ts.isObjectBindingPattern(node)) {
    const isElectrons = isElectronObject(node, checker)
    return isElectrons && node.elements.some((element) => isUnreadableName(element))
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const isAny = argumentsOf(node, checker).some(
      ({ argument, wanted }) =>
        isOfElectron(wanted) && (checker.getTypeAtLocation(argument).flags & ts.TypeFlags.Any) !== 0,
    )
    if (isAny) return true
  }
  if (!ts.isCallExpression(node)) return false
  return isReflection(node, checker) || hasUnreadableEvent(node, checker)
}

/** `{ on }` and `{ [name]: value }` of an Electron object. */
function isUnreadableName({ propertyName, name, dotDotDotToken }: ts.BindingElement): boolean {
  const key = propertyName ?? name
  return dotDotDotToken !== undefined || !ts.isIdentifier(key) || eventMethods.has(key.text)
}

/** A method of an Electron object that is not called in place, such as `window.on.bind(window)`. */
function isLooseMethod(node: ts.PropertyAccessExpression, checker: ts.TypeChecker): boolean {
  if (!isElectronObject(node.expression, checker)) return false
  const declarations = checker.getSymbolAtLocation(node.name)?.declarations ?? []
  if (!declarations.some((one) => ts.isMethodDeclaration(one) || ts.isMethodSignature(one))) return false
  return !(ts.isCallExpression(node.parent) && node.parent.expression === node)
}

/** `Reflect.get(app, …)`, `Object.assign(window, …)`. */
function isReflection(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  return isCallOf(call, ['Reflect', 'Object']) && call.arguments.some((one) => isElectronObject(one, checker))
}

function isCallOf({ expression }: ts.CallExpression, names: readonly string[]): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    names.includes(expression.expression.text)
  )
}

/** `Process.parentPort` of `Reflect.get(process, 'parentPort')`: what is Node's object may have members of Electron's. */
function reflectedOf(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const [object, name] = call.arguments
  if (!isCallOf(call, ['Reflect']) || object === undefined) return undefined
  return memberOfType(checker.getTypeAtLocation(object), name, checker)
}

/** A call that is about an event of an Electron object: on which, and by which name. */
function listeningOf(call: ts.CallExpression, checker: ts.TypeChecker) {
  const { expression } = call
  const [first, second] = call.arguments
  if (ts.isPropertyAccessExpression(expression) && eventMethods.has(expression.name.text)) {
    const isElectrons = isElectronObject(expression.expression, checker)
    return isElectrons ? { emitter: expression.expression, event: first } : undefined
  }
  // `once` and `on` of node:events.
  const isNodes = ['once', 'on'].includes(expression.getText().split('.').at(-1) ?? '')
  if (!isNodes || first === undefined || !isElectronObject(first, checker)) return undefined
  return { emitter: first, event: second }
}

function hasUnreadableEvent(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const listening = listeningOf(call, checker)
  if (listening === undefined || takesAnyName.has(emitterName(listening.emitter, checker))) return false
  return listening.event === undefined || !ts.isStringLiteralLike(listening.event)
}

function emitterName(emitter: ts.Node, checker: ts.TypeChecker): string {
  const part = partsOf(checker.getTypeAtLocation(emitter)).find((one) => isOfElectron(one))
  return part?.symbol.name ?? ''
}

function isListening(node: ts.PropertyAccessExpression, member: string | undefined): boolean {
  if (!listeningMethods.has(node.name.text)) return false
  // On ipcMain and ipcRenderer, listening is itself what is used.
  return ![...takesAnyName].some((name) => member?.startsWith(`${name}.`))
}

/** `App#before-quit` of `app.on('before-quit', …)`, however it is listened for. */
function eventOf(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const listening = listeningOf(call, checker)
  if (listening?.event === undefined || !ts.isStringLiteralLike(listening.event)) return undefined
  const declaration = checker.getResolvedSignature(call)?.declaration
  // Of the methods that are Node's alone only the object says whose event it is.
  const declaredBy = declaration === undefined ? undefined : ownerInElectron(declaration)
  const owner = declaredBy ?? emitterName(listening.emitter, checker)
  return takesAnyName.has(owner) ? undefined : `${owner}#${listening.event.text}`
}

function constructed(type: ts.Type): string | undefined {
  const symbol = type.getSymbol()
  const isElectrons = symbol?.declarations?.some(isInElectron) ?? false
  return symbol !== undefined && isElectrons ? `${symbol.name}.new` : undefined
}

function memberOfType(type: ts.Type, name: ts.Node | undefined, checker: ts.TypeChecker): string | undefined {
  if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))) return undefined
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
