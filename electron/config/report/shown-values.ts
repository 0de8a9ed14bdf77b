import { z } from 'zod'
import { isRecord } from '../../base/is-record.ts'
import type { ConfigDocument } from '../document/config-document.ts'
import { leavesOf, type KioskConfig, type ShownValue, type ValueSource } from '../config.ts'
import { keyName, type KeyPath } from '../key-name.ts'
import { configSchema } from '../schema/schema.ts'
import { unwrapped } from '../schema/schema-lookup.ts'

/**
 * The readable values and defaults of a config that is not valid, in the order of the schema. The value of a
 * key in `badKeys` is not shown, since it may be a secret in the wrong place; unknown keys are left out.
 */
export function shownValues(document: ConfigDocument, badKeys: ReadonlySet<string>): readonly ShownValue[] {
  return valuesAt(configSchema, [], document, badKeys)
}

function valuesAt(
  schema: z.ZodType,
  path: KeyPath,
  document: ConfigDocument,
  badKeys: ReadonlySet<string>,
): ShownValue[] {
  const key = keyName(path)
  if (isBad(key, badKeys)) {
    const source = sourceOf(path, document)
    return source.kind === 'default' ? [] : [{ key, value: undefined, source }]
  }
  const value = path.length === 0 ? document.value : document.valueAt(path)
  const group = groupOf(schema, value)
  if (value === undefined) {
    const { data } = schema.safeParse(undefined)
    if (data !== undefined) return defaultsOf(data, path, document)
  }
  if (group !== undefined)
    return Object.entries(group.shape).flatMap(([name, child]) =>
      child instanceof z.ZodType ? valuesAt(child, [...path, name], document, badKeys) : [],
    )
  if (value === undefined || path[0] === '$schema') return []
  const source = sourceOf(path, document)
  // The kind of this group is missing or wrong, so there is no schema for its keys.
  if (isRecord(value)) return [{ key, value: undefined, source }]
  return [{ key, value: document.absolute(value, path), source }]
}

/** All values of a config whose only problem is a file that it names. */
export function valuesOf(config: KioskConfig, document: ConfigDocument): readonly ShownValue[] {
  return leavesOf(config).map(({ path, value }) => ({
    key: keyName(path),
    value,
    source: sourceOf(path, document),
  }))
}

/** Where a value came from. */
export function sourceOf(path: KeyPath, document: ConfigDocument): ValueSource {
  const position = document.positionOfValue(path)
  if (position === undefined) return { kind: 'default' }
  const placeholders = document.placeholdersAt(path)
  return { kind: 'file', ...position, ...(placeholders.length > 0 && { placeholders }) }
}

function defaultsOf(data: unknown, path: KeyPath, document: ConfigDocument): ShownValue[] {
  const source = { kind: 'default' } as const
  if (!isRecord(data)) return [{ key: keyName(path), value: document.absolute(data, path), source }]
  return leavesOf(data, path).map((leaf) => ({
    key: keyName(leaf.path),
    value: document.absolute(leaf.value, leaf.path),
    source,
  }))
}

/** The object schema; of a union, the one whose `kind` is that of `value`. */
function groupOf(schema: z.ZodType, value: unknown): z.ZodObject | undefined {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) return inner
  if (!(inner instanceof z.ZodUnion)) return undefined
  const kind = isRecord(value) ? value['kind'] : undefined
  return inner.options
    .filter((option) => option instanceof z.ZodObject)
    .find(({ shape }) => {
      const literal: unknown = shape['kind']
      return literal instanceof z.ZodLiteral && literal.value === kind
    })
}

/** Whether the value itself or an entry of its list is not valid. */
function isBad(key: string, badKeys: ReadonlySet<string>): boolean {
  return key !== '' && (badKeys.has(key) || [...badKeys].some((bad) => bad.startsWith(`${key}[`)))
}
