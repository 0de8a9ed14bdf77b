import { z } from 'zod'
import { configSchema } from './schema.ts'

/**
 * The JSON Schema of the config file: what `build/config.schema.json` holds. Draft 7, the one editors know best.
 * Describes what may be written, so keys with a default are not required.
 */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' })
  // The two `allow…` keys are read by VS Code; for others they mean nothing.
  return { $schema, title: 'Shifts Badge Kiosk', allowComments: true, allowTrailingCommas: true, ...rest }
}
