/** A user of the tenant. */
export interface SandboxUser {
  /** Object id, a GUID. */
  readonly id: string
  readonly displayName: string
  readonly employeeId?: string
  readonly accountEnabled?: boolean
  readonly userPrincipalName?: string
  readonly mail?: string
  readonly preferredLanguage?: string
  /** extensionAttribute1 to extensionAttribute15. */
  readonly onPremisesExtensionAttributes?: Readonly<Record<string, string>>
  /** By full name: `extension_<app id without hyphens>_<name>`. */
  readonly directoryExtensions?: Readonly<Record<string, string>>
}

export class UserStore {
  readonly #users = new Map<string, SandboxUser>()

  add(user: SandboxUser): void {
    this.#users.set(user.id.toLowerCase(), user)
  }

  /** Changes some properties. Does nothing if there is no such user. */
  change(id: string, changes: Partial<Omit<SandboxUser, 'id'>>): void {
    const user = this.#users.get(id.toLowerCase())
    if (user !== undefined) this.add({ ...user, ...changes })
  }

  remove(id: string): void {
    this.#users.delete(id.toLowerCase())
  }

  has(id: string): boolean {
    return this.#users.has(id.toLowerCase())
  }

  find(idOrName: string): SandboxUser | undefined {
    const wanted = idOrName.toLowerCase()
    return (
      this.#users.get(wanted) ?? this.all().find((user) => user.userPrincipalName?.toLowerCase() === wanted)
    )
  }

  all(): readonly SandboxUser[] {
    return [...this.#users.values()]
  }

  /** A directory extension is known once a user has a value. */
  hasDirectoryExtension(name: string): boolean {
    return this.all().some((user) => user.directoryExtensions?.[name] !== undefined)
  }

  clear(): void {
    this.#users.clear()
  }
}
