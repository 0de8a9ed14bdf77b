/** A user of the tenant. All users are members of the one team. */
export interface SandboxUser {
  /** Object id, a GUID. */
  readonly id: string
  readonly displayName: string
  readonly employeeId?: string
  readonly accountEnabled?: boolean
  readonly userPrincipalName?: string
  /** extensionAttribute1 to extensionAttribute15. */
  readonly onPremisesExtensionAttributes?: Readonly<Record<string, string>>
}

export class UserStore {
  readonly #users = new Map<string, SandboxUser>()

  add(user: SandboxUser): void {
    this.#users.set(user.id.toLowerCase(), user)
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

  clear(): void {
    this.#users.clear()
  }
}
