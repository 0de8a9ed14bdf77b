/** What a note template may hold, with what each stands for. */
export const notePlaceholders = {
  kioskId: "the kiosk's id",
  kioskName: "the kiosk's name",
  tapTime:
    'the time of the tap, with its time zone: screen.timeZone, or that of this computer where that says team',
} as const

export type NotePlaceholder = keyof typeof notePlaceholders

const placeholder = /\{([^{}]*)\}/g

/** The placeholders of `template` that mean nothing here, each once, in the order they stand. */
export function unknownPlaceholders(template: string): string[] {
  const names = [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
  return [...new Set(names)].filter((name) => !Object.hasOwn(notePlaceholders, name))
}

/** Puts the values in place. A value that itself looks like a placeholder is left as it is. */
export function fillNote(template: string, values: Readonly<Record<NotePlaceholder, string>>): string {
  return template.replace(placeholder, (whole, name: string) => (isKnown(name) ? values[name] : whole))
}

function isKnown(name: string): name is NotePlaceholder {
  return Object.hasOwn(notePlaceholders, name)
}
