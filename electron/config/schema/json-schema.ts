import { z } from 'zod'
import { configSchema } from './schema.ts'

/**
 * The JSON Schema of the config file, as written to `build/config.schema.json`. Draft 7, which editors
 * support best. Describes the input, so keys with a default are not required.
 */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' })
  // The two `allow…` keys are for VS Code; other editors ignore them.
  return { $schema, title: 'Shifts Badge Kiosk', allowComments: true, allowTrailingCommas: true, ...rest }
}
