/** One safeguard, taken out. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly from: string
  readonly to: string
  /** What is there for it; at least one test of it has to fail. */
  readonly tests: readonly string[]
}

export const adversary = ['test/model/adversary.model.test.ts']
export const liar = ['test/model/liar.model.test.ts']
export const model = ['test/model/one-kiosk.model.test.ts', 'test/model/two-kiosks.model.test.ts']
