import { createFakeElectron } from '../../fakes/electron/index.ts'

/**
 * `electron` for a driver that runs in plain Node: the fake, which becomes ready by itself once the driver has been
 * read, and takes the process with it when it ends. Only for what tests the driver.
 */
const fake = createFakeElectron()
fake.app.isPackaged = false
const endProcess = process.exit.bind(process)
const exitFake = fake.app.exit.bind(fake.app)
const endWithFake = (): void => {
  if (fake.app.ended !== undefined) endProcess(fake.app.ended.code)
}
fake.app.exit = (code) => {
  exitFake(code)
  endWithFake()
}
process.exit = ((code?: number) => fake.app.exit(code)) as typeof process.exit
setInterval(endWithFake, 5)
setImmediate(() => fake.app.becomeReady())

export const { app, BaseWindow, BrowserWindow, crashReporter, Menu, powerSaveBlocker, screen, session } =
  fake.electron
export const { utilityProcess, protocol } = fake.electron
export const ipcMain = Object.assign(fake.ipcMain, { handle: () => undefined })
