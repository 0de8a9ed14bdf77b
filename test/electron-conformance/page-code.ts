import type { PageDeed } from '../fakes/electron/page-deeds.ts'

/** A deed as code for the page's own world; its value, or the promise of it, is the answer. */
export function pageCode(deed: PageDeed): string {
  switch (deed.kind) {
    case 'open-window':
      return `window.open(${text(deed.url)}) !== null`
    case 'navigate':
      return `void (location.href = ${text(deed.url)})`
    case 'navigate-frame':
      return `void document.body.append(Object.assign(document.createElement('iframe'), { src: ${text(deed.url)} }))`
    case 'set-title':
      return `void (document.title = ${text(deed.title)})`
    case 'ask-permission':
      return 'Notification.requestPermission()'
    case 'look-up-permission':
      return 'Notification.permission'
    case 'download':
      return `Object.assign(document.createElement('a'), { href: 'data:text/plain,hello', download: 'hello.txt' }).click()`
    case 'fetch':
      return `fetch(${text(deed.url)}, { mode: 'no-cors' }).then(() => 'answered', () => 'refused')`
    case 'confirm':
      return `window.confirm('?')`
    case 'leaks':
      return `['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window)`
    case 'webgl':
      return `document.createElement('canvas').getContext('webgl') !== null`
    case 'attach-webview':
      return `void document.body.append(Object.assign(document.createElement('webview'), { src: 'about:blank' }))`
    case 'web-sql':
      return `'openDatabase' in window`
    case 'visibility':
      return 'document.visibilityState'
    case 'start-audio':
      return `(async () => {
        const audio = new AudioContext()
        await audio.resume()
        return audio.state
      })()`
    case 'use-bridge':
      return `(() => {
        const calledBackWith = []
        conformance.each((value) => calledBackWith.push(value))
        return { sum: conformance.add(1, 2), calledBackWith }
      })()`
    case 'replace-bridge':
      return `(() => {
        try { conformance.add = () => 'replaced' } catch {}
        try { window.conformance = { add: () => 'replaced' } } catch {}
        try { delete window.conformance } catch {}
        return { sum: window.conformance.add(1, 2) }
      })()`
    case 'bridge-throws':
      return `(() => {
        const caught = (act) => { try { act() } catch (error) { return error } }
        const { name, message, code } = caught(() => conformance.fail())
        const other = caught(() => conformance.failOddly())
        return { error: { name, message, code: String(code) }, other: other.name }
      })()`
    case 'be-redirected':
    case 'choose-bluetooth':
    case 'pair-bluetooth':
    case 'use-device':
    case 'need-certificate':
    case 'drop-file':
      throw new Error(`No page can do this by itself: ${deed.kind}`)
    default:
      return deed satisfies never
  }
}

function text(value: string): string {
  return JSON.stringify(value)
}
