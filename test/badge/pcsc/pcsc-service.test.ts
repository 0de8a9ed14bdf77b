import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isAccessDenied } from '../../../electron/badge/pcsc/access-errors.ts'
import {
  findPcscd,
  findPcscService,
  isRunning,
  serviceStatus,
  startsAutomatically,
} from '../../../electron/badge/pcsc/pcsc-service.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'

describe.runIf(process.platform !== 'win32')('pcscd', () => {
  test('that listens is running', async () => {
    const path = join(tempFolder(), 'pcscd.comm')
    const server = createServer().listen(path)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    expect(await findPcscd(path)).toEqual({ kind: 'running' })
  })

  test('that does not exist is stopped', async () => {
    expect(await findPcscd(join(tempFolder(), 'pcscd.comm'))).toEqual({ kind: 'stopped' })
  })

  test('that was killed and left its socket behind is stopped', async () => {
    const path = join(tempFolder(), 'pcscd.comm')
    const child = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)})`,
    ])
    await waitUntil('the socket', () => existsSync(path))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(existsSync(path)).toBe(true)
    expect(await findPcscd(path)).toEqual({ kind: 'stopped' })
  })
})

test.runIf(process.getuid?.() === 0)(
  'a socket that this account may not use is reported as missing rights',
  async () => {
    const path = join(tempFolder(), 'pcscd.comm')
    const server = createServer().listen(path)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    chmodSync(path, 0o600)
    process.seteuid?.(65534)
    const found = await findPcscd(path).finally(() => process.seteuid?.(0))
    expect(found).toEqual({ kind: 'no-access', detail: `No permission to use ${path}.` })
  },
)

test('macOS starts its service by itself, so it counts as running', async () => {
  expect(await findPcscService('darwin')).toEqual({ kind: 'running' })
})

describe("Windows' smart card service", () => {
  const english = (state: string) =>
    `
SERVICE_NAME: SCardSvr
        TYPE               : 20  WIN32_SHARE_PROCESS
        STATE              : ${state}
                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
        WIN32_EXIT_CODE    : 0  (0x0)
        SERVICE_EXIT_CODE  : 0  (0x0)
        CHECKPOINT         : 0x0
        WAIT_HINT          : 0x0
`.replaceAll('\n', '\r\n')

  test('is running only in state 4, in any language', () => {
    expect(isRunning(english('4  RUNNING'))).toBe(true)
    expect(isRunning(english('4  RUNNING').replace('STATE ', 'ÉTAT  '))).toBe(true)
    for (const state of ['1  STOPPED', '2  START_PENDING', '3  STOP_PENDING']) {
      expect(isRunning(english(state))).toBe(false)
    }
    expect(isRunning('')).toBe(false)
  })

  test('starts by itself only with start type 2', () => {
    const query = (value: string) =>
      `\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SCardSvr\r\n    Start    REG_DWORD    ${value}\r\n\r\n`
    expect(startsAutomatically(query('0x2'))).toBe(true)
    expect(startsAutomatically(query('0x3'))).toBe(false)
    expect(startsAutomatically(query('0x20'))).toBe(false)
    expect(startsAutomatically('')).toBe(false)
  })
})

describe('what is reported about an unusable service', () => {
  test('Windows stops it with the last reader, so the reader is reported missing', () => {
    const status = serviceStatus({ kind: 'stopped' }, 'win32')
    expect(status).toEqual({ kind: 'no-service', why: 'stopped-without-reader' })
  })

  test('pcscd also runs without readers, so the service is reported missing', () => {
    expect(serviceStatus({ kind: 'stopped' }, 'linux')).toEqual({
      kind: 'no-service',
      why: 'service-stopped',
    })
  })

  test('missing rights and a service that does not start by itself are reported as such', () => {
    expect(serviceStatus({ kind: 'no-access', detail: 'x' })).toEqual({ kind: 'no-access', detail: 'x' })
    expect(serviceStatus({ kind: 'not-automatic', detail: 'x' }, 'win32')).toEqual({
      kind: 'no-service',
      why: 'service-stopped',
      detail: 'x',
    })
  })

  test.each([
    ['SCardConnect error: Access was denied because of a security violation.(0x8010006a)', true],
    ['SCardEstablishContext error: Access is denied.(0x00000005)', true],
    ['SCardEstablishContext error: RPC transport error(0x80100013)', true],
    ['SCardGetStatusChange error: RPC transport error(0x80100013)', false],
    ['SCardConnect error: Sharing violation.(0x8010000b)', false],
  ])('"%s" means missing rights: %s', (words, isDenied) => {
    expect(isAccessDenied(words)).toBe(isDenied)
  })
})
