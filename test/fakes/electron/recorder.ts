/** What was called, in order, such as `app.enableSandbox`. */
export interface Call {
  readonly what: string
  readonly args: readonly unknown[]
}

export type Recorder = (what: string, ...args: readonly unknown[]) => void
