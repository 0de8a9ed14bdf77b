/** In place of vitest where the fake runs outside it; what it would be asked for there is never called. */
export const vi = {}
export const onTestFinished = (): void => undefined
