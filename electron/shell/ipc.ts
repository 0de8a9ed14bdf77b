import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Log } from '../base/log.ts'
import { channels } from '../contract/bridge.ts'
import type { KioskState } from '../contract/kiosk-state.ts'
import { isKioskPage } from './kiosk-page.ts'

/** Main's end of the contract: every new state goes to the page, and the current one when it asks. */
export interface PageLink {
  /** The page that is shown from now on, in place of the last one. */
  attach(contents: WebContents): void
  show(state: KioskState): void
}

/**
 * Listens on the contract's channels and no others; what comes from elsewhere than the attached page's own frame,
 * or has another shape, is not answered.
 */
export function linkPage(log: Log): PageLink {
  let page: WebContents | undefined
  let current: KioskState | undefined

  const isFromPage = (event: IpcMainEvent): boolean => event.sender === page && isKioskPage(event.senderFrame)
  const send = (): void => {
    if (current === undefined || page === undefined || page.isDestroyed() || page.isCrashed()) return
    try {
      page.send(channels.state, current)
    } catch {
      // The page went this moment; the one that takes its place asks for the state.
    }
  }

  ipcMain.on(channels.ready, (event, ...content: unknown[]) => {
    if (isFromPage(event) && content.length === 0) send()
    else log.warn('host.message-refused', { channel: channels.ready })
  })

  return {
    attach: (contents) => {
      page = contents
      // The channel's name is not logged: it is whatever the sender made up.
      contents.on('ipc-message', (_event, channel) => {
        if (channel !== channels.ready) log.warn('host.message-refused', { channel: 'unknown' })
      })
    },
    show: (state) => {
      current = state
      send()
    },
  }
}
