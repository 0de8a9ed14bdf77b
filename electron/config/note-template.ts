/** The placeholders of a note template, with their meaning. */
export const notePlaceholders = {
  kioskId: "the kiosk's id",
  kioskName: "the kiosk's name",
  tapTime: "the time of the tap, with its time zone: screen.timeZone, or this computer's if that is team",
} as const

export type NotePlaceholder = keyof typeof notePlaceholders

const placeholder = /\{([^{}]*)\}/g

/** The unknown placeholders in `template`, each once, in order. */
export function unknownPlaceholders(template: string): string[] {
  const names = [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
  return [...new Set(names)].filter((name) => !Object.hasOwn(notePlaceholders, name))
}

/** Fills in the values once. A value that itself looks like a placeholder is not filled in again. */
export function fillNote(template: string, values: Readonly<Record<NotePlaceholder, string>>): string {
  return template.replace(placeholder, (whole, name: string) => (isKnown(name) ? values[name] : whole))
}

function isKnown(name: string): name is NotePlaceholder {
  return Object.hasOwn(notePlaceholders, name)
}
