import { app, BrowserWindow } from 'electron'

/** The demo's second window, with sample badges to tap. Closing it ends the demo. */
export function openDockWindow(url: string): void {
  const window = new BrowserWindow({
    width: 420,
    height: 800,
    title: 'Demo dock',
    autoHideMenuBar: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
  })
  window.on('closed', () => app.quit())
  window.loadURL(url).catch(() => app.quit())
}
