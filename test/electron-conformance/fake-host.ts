import type * as Electron from 'electron'
import {
  createFakeElectron,
  type FakeElectron,
  type FakeWindow,
  type ProfileName,
} from '../fakes/electron/index.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { ConformanceCase, ConformanceHost, OpenPage, System } from './conformance-case.ts'

/** Runs a case against the fake. Throws where the fake does not do what the case says Electron does. */
export async function runOnFake(given: ConformanceCase, profile: ProfileName): Promise<void> {
  const fake = createFakeElectron({ profile })
  const notes: string[] = []
  await given.run(fakeHost(fake, notes))
  if (given.afterTheEnd === undefined) {
    if (fake.app.ended !== undefined) throw new Error('The program has ended, and the case does not say so')
    return
  }
  const { code } = await waitUntil('the end of the program', () => fake.app.ended)
  given.afterTheEnd({ code, notes })
}

function fakeHost(fake: FakeElectron, notes: string[]): ConformanceHost {
  fake.network.answer = 'wire'
  return {
    // The fake has what the host uses and no more.
    electron: fake.electron as unknown as typeof Electron,
    profile: fake.profile,
    system: systemOf(fake),
    ready: async () => {
      fake.app.becomeReady()
      await fake.app.whenReady()
    },
    openPage: (options = {}) => {
      const window = new fake.electron.BrowserWindow(options)
      window.draw()
      return Promise.resolve(asOpenPage(window))
    },
    note: (text) => notes.push(text),
    uncaught: () => fake.network.uncaught,
    until: async (what, condition) => {
      await waitUntil(what, () => condition() || undefined)
    },
  }
}

function asOpenPage(window: FakeWindow): OpenPage {
  const { contents } = window
  return {
    window: window as unknown as Electron.BrowserWindow,
    send: (channel, ...content) => {
      contents.pageSends(channel, content)
      return Promise.resolve()
    },
    postPort: (channel) => {
      contents.pagePosts(channel, 'with a port', [{}])
      return Promise.resolve()
    },
    heard: (channel) =>
      Promise.resolve(contents.sent.filter((sent) => sent.channel === channel).map(({ args }) => args)),
  }
}

function systemOf(fake: FakeElectron): System {
  const known = (window: Electron.BrowserWindow): FakeWindow => window as unknown as FakeWindow
  return {
    occlude: (window) => known(window).beOccluded(),
    leaveFullScreen: (window) => known(window).leaveFullScreen(),
    endSession: () => fake.endSession(),
    loseDisplay: () => fake.app.loseDisplay(),
    anotherProgramTakesFocus: () => fake.desktop.anotherProgramTakesFocus(),
    withholdReadyToShow: () => {
      fake.settings.readyToShow = 'never'
    },
    refuseSingleInstance: (why) => {
      fake.app.singleInstance = why
    },
  }
}
