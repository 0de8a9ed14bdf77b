import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as electron from 'electron'
import type { BrowserWindow, WebContents } from 'electron'
import type { ProfileName } from '../../fakes/electron/profile.ts'
import type { ConformanceHost, OpenPage } from '../conformance-case.ts'
import { pageCode } from '../page-code.ts'

const scheme = 'conformance'
const maxWaitMs = 10_000

/**
 * Electron itself, as the cases see it. `folder`: the folder of the driver's files. Called before Electron is
 * ready.
 */
export function createRealHost({
  folder,
  note,
  uncaught,
}: { readonly folder: string } & Pick<ConformanceHost, 'note' | 'uncaught'>): ConformanceHost {
  const { app, protocol, utilityProcess } = electron
  // An origin of its own, as the kiosk's page has one: a page may ask for permissions only there.
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }])
  const ask = answersOfPages()
  const scratch = mkdtempSync(join(tmpdir(), 'electron-conformance-'))

  const loadPage = async (window: BrowserWindow): Promise<void> => {
    const own = window.webContents.session.protocol
    if (!own.isProtocolHandled(scheme)) own.handle(scheme, () => html('<!doctype html><p>conformance</p>'))
    await window.loadURL(`${scheme}://page/`)
  }

  return {
    electron,
    profile: currentProfile(),
    system: undefined,
    ready: async () => {
      await app.whenReady()
      // The loop runs only after the turn that emits it.
      await new Promise((resolve) => setImmediate(resolve))
    },
    atReady: async (then) => {
      app.once('ready', then)
      await app.whenReady()
    },
    openPage: async (options = {}) => {
      const preload = join(folder, 'preload.cjs')
      const window = new electron.BrowserWindow({
        ...options,
        webPreferences: { preload, ...options.webPreferences },
      })
      await loadPage(window)
      return openPage(window, ask)
    },
    loadPage,
    noSuchFile: join(folder, 'no-such-preload.cjs'),
    useBadUserData: () => {
      const file = join(scratch, 'no-folder')
      writeFileSync(file, '')
      app.setPath('userData', file)
    },
    readStdin: () => text(process.stdin),
    fork: (options) => utilityProcess.fork(join(folder, 'echo.mjs'), [], options),
    processExit: (code) => process.exit(code),
    receiveSignal: () => process.kill(process.pid, 'SIGTERM'),
    hangFileOperation: () => {
      const fifo = join(scratch, 'fifo')
      execFileSync('mkfifo', [fifo])
      // Nobody ever writes to it.
      void readFile(fifo)
    },
    note,
    uncaught,
    until,
  }
}

function currentProfile(): ProfileName {
  const { platform, env } = process
  if (platform === 'win32' || platform === 'darwin') return platform
  const asked = electron.app.commandLine.getSwitchValue('ozone-platform')
  const isWayland = asked === '' ? env['XDG_SESSION_TYPE'] === 'wayland' : asked === 'wayland'
  return isWayland ? 'linux-wayland' : 'linux-x11'
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + maxWaitMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${maxWaitMs} ms in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

type Ask = (contents: WebContents, what: 'heard' | 'keys' | 'sync', channel?: string) => Promise<unknown>

/** What a preload script answers, by the number of the question. */
function answersOfPages(): Ask {
  const waiting = new Map<number, (answer: unknown) => void>()
  let asked = 0
  electron.ipcMain.handle('driver:answer', (_event, id: number, answer: unknown) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  return (contents, what, channel) =>
    new Promise((resolve) => {
      asked += 1
      waiting.set(asked, resolve)
      contents.send('driver:ask', asked, what, channel)
    })
}

function openPage(window: BrowserWindow, ask: Ask): OpenPage {
  const { webContents } = window
  return {
    window,
    send: (channel, ...content) => {
      webContents.send('driver:send', channel, content)
      return Promise.resolve()
    },
    postPort: (channel) => {
      webContents.send('driver:post-port', channel)
      return Promise.resolve()
    },
    sendSync: (channel) => ask(webContents, 'sync', channel),
    // The preload script keeps what comes on `conformance`, which is the one channel the cases ask about.
    heard: async () => (await ask(webContents, 'heard')) as readonly (readonly unknown[])[],
    does: (deed) => webContents.executeJavaScript(pageCode(deed), true) as Promise<unknown>,
    crash: () => webContents.forcefullyCrashRenderer(),
    keys: async () => (await ask(webContents, 'keys')) as readonly string[],
  }
}

function html(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
