import { placeholderKeys } from '../electron/config/document/placeholders.ts'

/** The subset of JSON Schema (draft 7) that the config's schema uses. */
interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
}

interface Key {
  readonly name: string
  readonly value: JsonSchema
  readonly isRequired: boolean
}

const introduction = `# The config file

Every key of the config file, as \`electron/config/schema/schema.ts\` defines it. This page is generated from there
(\`npm run schema\`). JSON; comments and trailing commas are allowed. An unknown key is an error.

**Placeholders.** \`{computerName}\` is the name of this computer without its domain; \`{env:NAME}\` is an environment
variable of the kiosk's account. They are expanded only in these keys, and the result must be valid for the
key: ${[...placeholderKeys].map((key) => `\`${key}\``).join(', ')}. A variable that is not
set, or whose name or value looks like a secret, is an error. In other keys, placeholders are left as they are, with a warning.
\`shifts.note\` has placeholders of its own.

**The local file.** \`config.local.json\` beside the machine-wide config overrides values for one computer:
groups are merged by key, a list replaces the whole list, and a group with another \`kind\` replaces the whole group. Relative
paths are resolved from the folder of the file that contains them. [One config for many kiosks](deploy.md#one-config-for-many-kiosks)
says where the two files go; \`--show-config\` says where each value comes from.
`

/** docs/config.md: one section per group, one row per key. */
export function configReference(schema: JsonSchema): string {
  const groups = Object.entries(schema.properties ?? {}).filter(([name]) => name !== '$schema')
  return [introduction, ...groups.map(([name, group]) => section(name, group))].join('\n')
}

function section(name: string, group: JsonSchema): string {
  const variants = group.oneOf ?? [group]
  return [
    `## ${name}\n\n${group.description ?? ''}\n`,
    ...variants.map((variant) => table(name, variant)),
  ].join('\n')
}

function table(group: string, variant: JsonSchema): string {
  const rows = keysOf(variant).map(
    (key) => `| \`${group}.${key.name}\` | ${defaultOf(key)} | ${cell(key.value.description)} |`,
  )
  return ['| key | default | |', '|---|---|---|', ...rows, ''].join('\n')
}

/**
 * Keys of nested groups are written with a dot, those of groups in a list after brackets. A nested group has a row of its
 * own only if its absence means something.
 */
function keysOf(schema: JsonSchema): readonly Key[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const own: Key = { name, value, isRequired: schema.required?.includes(name) === true }
    if (value.properties !== undefined)
      return [...(value.default === undefined ? [own] : []), ...within(`${name}.`, value)]
    return [own, ...(value.items === undefined ? [] : within(`${name}[].`, value.items))]
  })
}

function within(prefix: string, schema: JsonSchema): readonly Key[] {
  return keysOf(schema).map((key) => ({ ...key, name: `${prefix}${key.name}` }))
}

function defaultOf({ value, isRequired }: Key): string {
  if (value.const !== undefined) return `always \`${JSON.stringify(value.const)}\``
  const choices =
    value.enum === undefined
      ? ''
      : `, one of ${value.enum.map((choice) => `\`${String(choice)}\``).join(' ')}`
  if (value.default !== undefined) return `\`${JSON.stringify(value.default)}\`${choices}`
  return isRequired ? `**required**${choices}` : 'none'
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
