import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFakeElectron, withElectron } from '../../fakes/electron/index.ts'
import { tempFolder } from '../../support/temp-folder.ts'

test('the page has a content security policy that allows only its own files', async () => {
  const { ask } = await served()
  for (const path of ['app://kiosk/', 'app://kiosk/index.html']) {
    const response = await ask(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('the page')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
    expect(response.headers.get('content-security-policy')).not.toContain('connect-src')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each([
  ['app://kiosk/assets/page.js', 'text/javascript; charset=utf-8'],
  ['app://kiosk/assets/page.css', 'text/css; charset=utf-8'],
  ['app://kiosk/assets/inter.woff2', 'font/woff2'],
  ['app://kiosk/assets/a%20b.svg', 'image/svg+xml'],
  ['app://kiosk/assets/other.bin', 'application/octet-stream'],
  ['app://kiosk/assets/page.js?v=1#top', 'text/javascript; charset=utf-8'],
])('%s is served as %s', async (url, contentType) => {
  const { ask } = await served()
  const response = await ask(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(contentType)
})

test.each([
  'app://kiosk/../secret.txt',
  'app://kiosk/%2e%2e/secret.txt',
  'app://kiosk/%2E%2E%2Fsecret.txt',
  'app://kiosk/..%2fsecret.txt',
  'app://kiosk/..%5csecret.txt',
  'app://kiosk/..\\secret.txt',
  'app://kiosk/assets/../../secret.txt',
  'app://kiosk/assets/%2e%2e/%2e%2e/secret.txt',
  'app://kiosk/%252e%252e/secret.txt',
  'app://kiosk/....//secret.txt',
  'app://kiosk/index.html%00.js',
  'app://kiosk/%00',
  'app://kiosk/%',
  'app://kiosk/%ff',
  'app://kiosk//etc/passwd',
  'app://kiosk/%2fetc%2fpasswd',
  'app://kiosk/C:/Windows/win.ini',
  'app://kiosk/C:%5cWindows%5cwin.ini',
  'app://kiosk/link-out/secret.txt',
  'app://kiosk/link.txt',
  'app://kiosk/assets',
  'app://kiosk/assets/',
  'app://kiosk/index.html/',
  'app://kiosk/index.html.',
  'app://kiosk/INDEX.HTML',
  'app://kiosk/__proto__',
  'app://kiosk/constructor',
  'app://other/index.html',
  'app://kiosk:8080/index.html',
  'app://kiosk.example/index.html',
  'app://someone@kiosk/index.html',
  'app://someone:word@kiosk/index.html',
  'app:kiosk/index.html',
  'app:///index.html',
  'file:///etc/passwd',
  'https://kiosk/index.html',
  'apps://kiosk/index.html',
  'no address at all',
  '',
])('%j does not exist', async (url) => {
  const { ask } = await served()
  const response = await ask(url)
  expect([response.status, await response.text()]).toEqual([404, ''])
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
  const { ask } = await served()
  expect((await ask('app://kiosk/index.html', method)).status).toBe(405)
})

test('a file removed since the start is not found, without an error', async () => {
  const { ask, folder } = await served()
  rmSync(join(folder, 'index.html'))
  expect((await ask('app://kiosk/')).status).toBe(404)
})

test("the site's pictures are served beside the files, and at no other path", async () => {
  const { ask } = await served()
  const answer = await ask('app://kiosk/brand/logo-1.svg')
  expect(await answer.text()).toBe('<svg/>')
  expect(answer.headers.get('content-type')).toBe('image/svg+xml')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect((await ask('app://kiosk/brand/logo-2.svg')).status).toBe(404)
})

const logo = {
  path: 'brand/logo-1.svg',
  contentType: 'image/svg+xml',
  bytes: new Uint8Array(Buffer.from('<svg/>')),
}

async function served() {
  const folder = join(tempFolder(), 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, '../secret.txt'), 'secret')
  writeFileSync(join(folder, 'index.html'), 'the page')
  for (const name of ['page.js', 'page.css', 'inter.woff2', 'a b.svg', 'other.bin'])
    writeFileSync(join(folder, 'assets', name), name)
  symlinkSync(join(folder, '..'), join(folder, 'link-out'))
  symlinkSync(join(folder, '../secret.txt'), join(folder, 'link.txt'))
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const { serveRenderer } = await withElectron(
    fake,
    () => import('../../../electron/shell/page/app-protocol.ts'),
  )
  serveRenderer(folder, () => [logo])
  const handler = fake.session('kiosk-page').schemes.get('app')
  if (handler === undefined) throw new Error('no handler')
  // Only `url` and `method` are read; a Request of Node would refuse some of these addresses beforehand.
  const ask = async (url: string, method = 'GET') => handler({ url, method } as Request)
  return { ask, folder }
}
