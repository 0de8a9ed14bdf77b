/** The tenant's groups and their direct members. A team is the group with the same id. */
export class GroupStore {
  /** Ids in lower case. */
  readonly #members = new Map<string, Set<string>>()

  has(groupId: string): boolean {
    return this.#members.has(groupId.toLowerCase())
  }

  add(groupId: string): void {
    if (!this.has(groupId)) this.#members.set(groupId.toLowerCase(), new Set())
  }

  /** User ids in lower case; empty for an unknown group. */
  membersOf(groupId: string): readonly string[] {
    return [...(this.#members.get(groupId.toLowerCase()) ?? [])]
  }

  isMember(groupId: string, userId: string): boolean {
    return this.#members.get(groupId.toLowerCase())?.has(userId.toLowerCase()) === true
  }

  join(groupId: string, userId: string): void {
    this.add(groupId)
    this.#members.get(groupId.toLowerCase())?.add(userId.toLowerCase())
  }

  leave(groupId: string, userId: string): void {
    this.#members.get(groupId.toLowerCase())?.delete(userId.toLowerCase())
  }

  leaveAll(userId: string): void {
    for (const groupId of this.#members.keys()) this.leave(groupId, userId)
  }

  clear(): void {
    this.#members.clear()
  }
}
