import { z } from 'zod'
import type { KeyPath } from '../key-name.ts'
import { configSchema } from './schema.ts'
import { expectations } from './value-kinds.ts'

/** What is expected at `path`, in words; undefined if the schema has no such key. */
export function expectedAt(path: KeyPath): string | undefined {
  for (const schema of schemasAt(path)) {
    const expected = expectations.get(schema)?.expected
    if (expected !== undefined) return expected
  }
  return undefined
}

/** The keys the group at `path` may hold. `of`: the key belongs only to groups of that `kind`. */
export function keysAt(path: KeyPath): { readonly key: string; readonly of?: string }[] {
  return schemasAt(path).flatMap((schema) => {
    if (!(schema instanceof z.ZodObject)) return []
    const kind: unknown = schema.shape['kind']
    const of = kind instanceof z.ZodLiteral && typeof kind.value === 'string' ? kind.value : undefined
    return Object.keys(schema.shape).map((key) => (of === undefined ? { key } : { key, of }))
  })
}

/** Every group of the schema that holds `key`. */
export function groupsHolding(key: string): string[] {
  return Object.keys(configSchema.shape).filter((group) => keysAt([group]).some((entry) => entry.key === key))
}

/** The schemas at `path`: for a union of kinds, the union first, then each kind. */
function schemasAt(path: KeyPath): z.ZodType[] {
  let found: z.ZodType[] = [configSchema]
  for (const part of path) {
    found = found.flatMap((schema) => {
      if (schema instanceof z.ZodObject) return expand(schema.shape[part])
      if (schema instanceof z.ZodArray) return expand(schema.element)
      return []
    })
  }
  return found
}

function expand(schema: unknown): z.ZodType[] {
  if (!(schema instanceof z.ZodType)) return []
  const inner = unwrapped(schema)
  return inner instanceof z.ZodUnion ? [inner, ...inner.options.flatMap(expand)] : [inner]
}

/** The inner schema, without optional, default and prefault wrappers. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner: unknown = schema.unwrap()
    return inner instanceof z.ZodType ? unwrapped(inner) : schema
  }
  return schema
}
