import type { SandboxUser } from './user-store.ts'

/** The properties returned without `$select`, from "Get a user". */
const usualProperties = ['displayName', 'id', 'mail', 'preferredLanguage', 'userPrincipalName']
const properties: ReadonlySet<string> = new Set([
  ...usualProperties,
  'employeeId',
  'accountEnabled',
  'onPremisesExtensionAttributes',
])

/** `limited`: all but the id is null. See "Limited information returned for inaccessible member objects". */
export type Shown = 'all' | 'limited'

export function isUserProperty(name: string): boolean {
  return properties.has(name)
}

/** Directory extensions are named by the app that defines them. */
export function isDirectoryExtension(name: string): boolean {
  return /^extension_[0-9a-f]{32}_\w+$/i.test(name)
}

/** The selected properties of a user. A directory extension without a value is left out. */
export function showUser(
  user: SandboxUser,
  select: readonly string[] = usualProperties,
  shown: Shown,
): Readonly<Record<string, unknown>> {
  if (shown === 'limited') {
    const nothing = Object.fromEntries(select.map((name) => [name, null]))
    return { '@odata.type': '#microsoft.graph.user', ...nothing, id: user.id }
  }
  return Object.fromEntries(
    select
      .map((name) => [name, readUser(user, name)] as const)
      .filter(([name, value]) => value !== null || !isDirectoryExtension(name)),
  )
}

/** One property, or one attribute of `onPremisesExtensionAttributes/…`; null without a value. */
export function readUser(user: SandboxUser, path: string): unknown {
  switch (path) {
    case 'id':
    case 'displayName':
    case 'mail':
    case 'preferredLanguage':
    case 'employeeId':
      return user[path] ?? null
    case 'userPrincipalName':
      return user.userPrincipalName ?? `${user.id}@sandbox.example`
    case 'accountEnabled':
      return user.accountEnabled ?? true
    case 'onPremisesExtensionAttributes':
      return attributesOf(user)
    default: {
      const [, attribute] = path.split('/')
      const values = attribute === undefined ? user.directoryExtensions : user.onPremisesExtensionAttributes
      return values?.[attribute ?? path] ?? null
    }
  }
}

function attributesOf(user: SandboxUser): Readonly<Record<string, string | null>> {
  const names = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`)
  return Object.fromEntries(names.map((name) => [name, user.onPremisesExtensionAttributes?.[name] ?? null]))
}
