import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fillNote } from '../../../electron/config/note-template.ts'
import { configJsonSchema } from '../../../electron/config/schema/json-schema.ts'
import { configSchema } from '../../../electron/config/schema/schema.ts'
import { delivered, sampleConfig } from '../kiosk-folder.ts'

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly oneOf?: readonly JsonSchema[]
}

describe('the JSON Schema', () => {
  test('in build/ matches the schema; npm run schema updates it', () => {
    expect(JSON.parse(readFileSync(delivered('config.schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(configJsonSchema())),
    )
  })

  test('describes every key', () => {
    const undescribed = (schema: JsonSchema, path: string): string[] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [
        ...(child.description === undefined ? [`${path}.${key}`] : []),
        ...undescribed(child, `${path}.${key}`),
      ]),
      ...(schema.oneOf ?? []).flatMap((choice) => undescribed(choice, path)),
    ]
    expect(undescribed(configJsonSchema(), '')).toEqual([])
  })

  test('requires only what has no default', () => {
    expect(z.toJSONSchema(configSchema, { io: 'input' }).required).toEqual(['kiosk', 'signIn', 'shifts'])
  })
})

test('the sample config names every key, by itself or in a comment', () => {
  const keysOf = (schema: JsonSchema): string[] => [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [key, ...keysOf(child)]),
    ...(schema.oneOf ?? []).flatMap(keysOf),
  ]
  const keys = keysOf(configJsonSchema())
  expect(keys).toContain('lateToleranceMinutes')
  expect(keys.filter((key) => !sampleConfig.includes(`"${key}":`))).toEqual([])
})

describe('the note', () => {
  const values = { kioskId: 'dock-3', kioskName: 'Dock {tapTime}', tapTime: '14:05' }

  test('has its placeholders filled in, but not those within a value', () => {
    expect(fillNote('{kioskName} ({kioskId}) at {tapTime}', values)).toBe('Dock {tapTime} (dock-3) at 14:05')
  })

  test('keeps braces that are not a placeholder', () => {
    expect(fillNote('{} {other} {', values)).toBe('{} {other} {')
  })
})
