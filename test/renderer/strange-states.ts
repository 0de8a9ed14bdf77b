import fc from 'fast-check'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'

/** Values a state never holds where a mistake may put them; all of them survive JSON and structured cloning. */
const strangeValues = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '__proto__',
    'constructor',
    'toString',
    -1,
    0.5,
    1e300,
    8.64e15 + 1,
    true,
    [],
    {},
    [[]],
    { kind: 'constructor' },
    { name: 'hasOwnProperty' },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

type Path = readonly (string | number)[]

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    pathsIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return [path, ...inner]
}

function withChange(state: unknown, path: Path, change: { readonly to: unknown } | 'gone'): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change === 'gone' ? null : change.to
  const copy = structuredClone(state) as Record<string | number, unknown>
  if (rest.length === 0 && change === 'gone') Reflect.deleteProperty(copy, key)
  else copy[key] = withChange(copy[key], rest, change)
  return copy
}

const samples: readonly KioskState[] = Object.values(sampleStates)

/** A good state of any kind with one to three of its parts taken away, or replaced by what does not belong there. */
export const strangeStates: fc.Arbitrary<unknown> = fc.constantFrom(...samples).chain((sample) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...pathsIn(sample)),
        fc.oneof(
          fc.constant('gone' as const),
          strangeValues.map((to) => ({ to })),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((changes) =>
      changes.reduce<unknown>((state, [path, change]) => {
        try {
          return withChange(state, path, change)
        } catch {
          // An earlier change took away what this one would have changed.
          return state
        }
      }, sample),
    ),
)
