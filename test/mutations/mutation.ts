/** One safeguard, removed. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly from: string
  readonly to: string
  /** The test files for this safeguard; at least one test in them has to fail. */
  readonly tests: readonly string[]
}

export const adversary = ['test/model/adversary.model.test.ts']
export const liar = ['test/model/liar.model.test.ts']
export const model = ['test/model/one-kiosk.model.test.ts', 'test/model/two-kiosks.model.test.ts']
