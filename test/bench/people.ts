export interface Person {
  readonly badge: string
  readonly userId: string
  readonly name: string
}

/** `group` keeps the people of one measurement apart from another's. */
export function peopleOf(count: number, group = 0): readonly Person[] {
  return Array.from({ length: count }, (_, index) => personOf(group * 1_000_000 + index))
}

export function rosterCsv(people: readonly Person[]): string {
  const rows = people.map(({ badge, userId, name }) => `${badge},${userId},${name}`)
  return ['Badge number,User ID,Name', ...rows, ''].join('\r\n')
}

function personOf(number: number): Person {
  const hex = number.toString(16).padStart(8, '0')
  return {
    badge: `04${hex.toUpperCase()}A1B2`,
    userId: `2d1f4b63-0f8e-4b5f-9b4f-0000${hex}`,
    name: `Employee ${number + 1}`,
  }
}
