/** In place of vitest where the fake runs outside it; its functions are never called there. */
export const vi = {}
export const onTestFinished = (): void => undefined
