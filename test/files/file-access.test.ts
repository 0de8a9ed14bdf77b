import { describe, expect, test } from 'vitest'
import { FileAccess } from '../../electron/files/file-access.ts'
import { FileError, type FileFailure } from '../../electron/files/files.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { FakeFileProcessHost } from './fake-file-process.ts'

const noAnswer = { kind: 'failed', failure: { kind: 'no-answer' } }
const stopped = { kind: 'failed', failure: { kind: 'stopped' } }

function start() {
  const host = new FakeFileProcessHost()
  const clock = createVirtualClock()
  const log = createCollectedLog()
  // Without chance each pause is the whole one.
  const files = new FileAccess({ host, clock, log, random: () => 1 })
  /** Lets the latest process answer what it was asked last. */
  const answer = async (): Promise<void> => {
    await clock.settle()
    const { id = 0 } = host.latest.asked ?? {}
    host.latest.say({ type: 'done', id })
    await clock.settle()
  }
  return { host, clock, log, files, answer }
}

/** The result so far; undefined while it is in progress. */
function outcomeOf<T>(promise: Promise<T>): { readonly value: T | undefined } {
  const outcome: { value: T | undefined } = { value: undefined }
  void promise.then((value) => (outcome.value = value))
  return outcome
}

/** Reads the file by pieces; what it has so far, and how that ended. */
function readPieces(files: FileAccess, signal = new AbortController().signal) {
  const seen: { bytes: number[]; failure?: FileFailure; isDone: boolean } = { bytes: [], isDone: false }
  let goOn = (): void => undefined
  const run = async (): Promise<void> => {
    try {
      for await (const piece of files.pieces('/share/roster.csv', 1000, signal)) {
        seen.bytes.push(...piece)
        await new Promise<void>((resolve) => (goOn = resolve))
      }
    } catch (error) {
      if (error instanceof FileError) seen.failure = error.failure
    }
    seen.isDone = true
  }
  void run()
  return { seen, goOn: () => goOn() }
}

describe('a file that does not answer', () => {
  test('fails after ten seconds, its process is ended, and the log names the file', async () => {
    const { files, host, clock, log } = start()
    const opened = outcomeOf(files.tryOpen('/share/kiosk.key'))
    await clock.advance(9_900)
    expect([opened.value, host.latest.wasKilled]).toEqual([undefined, false])
    await clock.advance(200)
    expect([opened.value, host.latest.wasKilled]).toEqual([noAnswer, true])
    expect(log.of('files.no-answer')).toEqual([{ path: '/share/kiosk.key' }])
  })

  test('delays the others by ten seconds and a pause, and fails none of them', async () => {
    const { files, host, clock, answer } = start()
    const hanging = outcomeOf(files.tryOpen('/share/roster.csv'))
    const sound = outcomeOf(files.tryOpen('/etc/kiosk.key'))
    await clock.advance(10_000)
    expect([hanging.value, sound.value]).toEqual([noAnswer, undefined])
    await clock.advance(500)
    expect(host.latest.asked).toMatchObject({ path: '/etc/kiosk.key' })
    await answer()
    expect(sound.value).toEqual({ kind: 'ok', value: null })
  })

  test('causes few new processes, however long it hangs; an answer resets the backoff', async () => {
    const { files, host, clock, answer } = start()
    const hour = 3_600
    let tries = 0
    const tryUntilStopped = async (): Promise<void> => {
      for (;;) {
        const opened = await files.tryOpen('/share/roster.csv')
        if (opened.kind === 'failed' && opened.failure.kind === 'stopped') return
        tries += 1
      }
    }
    void tryUntilStopped()
    await clock.advance(hour * 1000)
    // Ten seconds each, and half a minute between.
    expect(tries).toBeGreaterThan(80)
    expect(host.started.length).toBeLessThanOrEqual(hour / 40 + 5)
    while (host.latest.wasKilled) await clock.advance(1_000)
    await answer()
    const before = host.started.length
    host.latest.exit('exit code 1')
    await clock.advance(500)
    expect(host.started).toHaveLength(before + 1)
    files.stop()
  })

  test('a read that makes progress is waited for, however long it takes', async () => {
    const { files, host, clock } = start()
    const digest = outcomeOf(files.digest('/share/roster.csv', 1000))
    for (let time = 0; time < 10; time += 1) {
      await clock.advance(9_000)
      host.latest.say({ type: 'progress', id: 1 })
    }
    host.latest.say({ type: 'digest', id: 1, digest: 'abc' })
    await clock.settle()
    expect(digest.value).toEqual({ kind: 'ok', value: 'abc' })
  })

  test('that trickles endlessly is given up, but its process is not', async () => {
    const { files, host, clock, log } = start()
    const read = outcomeOf(files.read('/share/kiosk.pem', 1000))
    for (let second = 0; second < 60; second += 1) {
      expect(read.value).toBeUndefined()
      await clock.advance(1_000)
      host.latest.say({ type: 'progress', id: 1 })
    }
    await clock.settle()
    expect([read.value, host.latest.wasKilled]).toEqual([noAnswer, false])
    expect(host.latest.received.at(-1)).toEqual({ type: 'enough', id: 1 })
    expect(log.of('files.no-answer')).toEqual([{ path: '/share/kiosk.pem' }])
  })

  test('that is slow does not block others: they get their turn in between', async () => {
    const { files, host, clock } = start()
    const slow = outcomeOf(files.digest('/share/roster.csv', 1000))
    const sound = outcomeOf(files.tryOpen('/etc/kiosk.key'))
    await clock.advance(5_000)
    host.latest.say({ type: 'progress', id: 1 })
    await clock.settle()
    host.latest.say({ type: 'done', id: 2 })
    await clock.settle()
    expect([slow.value, sound.value]).toEqual([undefined, { kind: 'ok', value: null }])
    host.latest.say({ type: 'digest', id: 1, digest: 'abc' })
    await clock.settle()
    expect(slow.value).toEqual({ kind: 'ok', value: 'abc' })
  })

  test('fails none that was in progress beside it: that one is requested again', async () => {
    const { files, host, clock } = start()
    const slow = outcomeOf(files.digest('/share/roster.csv', 1000))
    const hanging = outcomeOf(files.tryOpen('/etc/kiosk.key'))
    await clock.settle()
    host.latest.say({ type: 'progress', id: 1 })
    await clock.advance(10_000)
    expect([slow.value, hanging.value]).toEqual([undefined, noAnswer])
    await clock.advance(500)
    expect(host.latest.asked).toMatchObject({ type: 'digest', path: '/share/roster.csv' })
    host.latest.say({ type: 'digest', id: 1, digest: 'abc' })
    await clock.settle()
    expect(slow.value).toEqual({ kind: 'ok', value: 'abc' })
  })

  test('makes the others in its folder fail for half a minute: a dead share takes ten seconds in all', async () => {
    const { files, host, clock, answer } = start()
    const names = ['kiosk.pem', 'kiosk.key', 'roster.csv', 'logo.svg']
    const reads = names.map((name) => outcomeOf(files.read(`/share/${name}`, 1000)))
    await clock.advance(10_000)
    expect(reads.map(({ value }) => value)).toEqual(names.map(() => noAnswer))
    expect(host.started).toHaveLength(1)
    await clock.advance(30_000)
    const opened = outcomeOf(files.tryOpen('/share/kiosk.key'))
    await answer()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })

  test('does not fail a file beside it that answered: it may be a link that leads elsewhere', async () => {
    const { files, clock, answer } = start()
    void files.tryOpen('/etc/kiosk/config.json')
    await answer()
    void files.tryOpen('/etc/kiosk/link-to-a-dead-share.csv')
    await clock.advance(10_500)
    const opened = outcomeOf(files.tryOpen('/etc/kiosk/config.json'))
    await answer()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })

  test('and whose process cannot be ended is not tried again until the process has ended', async () => {
    const { files, host, clock, answer } = start()
    host.areMortal = false
    for (let time = 0; time < 5; time += 1) {
      const opened = outcomeOf(files.tryOpen('/share/roster.csv'))
      await clock.advance(60_000)
      expect(opened.value).toEqual(noAnswer)
    }
    expect(host.started).toHaveLength(1)
    host.latest.exit('SIGKILL')
    const opened = outcomeOf(files.tryOpen('/share/roster.csv'))
    await answer()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })

  test('beside three whose processes cannot be ended, another process comes once a minute; the log asks for a restart', async () => {
    const { files, host, clock, log, answer } = start()
    host.areMortal = false
    for (const path of ['/a/1', '/b/2', '/c/3', '/d/4', '/e/5']) {
      void files.tryOpen(path)
      await clock.advance(20_000)
    }
    expect(host.started).toHaveLength(4)
    const how = '4 file processes are hung and cannot be killed: restart this computer'
    expect(log.of('files.process-ended').at(-1)).toMatchObject({ how })
    await clock.advance(60_000)
    const opened = outcomeOf(files.tryOpen('/f/6'))
    await answer()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })
})

describe('a file read in chunks', () => {
  test('is read as fast as the reader takes it, and a slow reader is no fault of the file', async () => {
    const { files, host, clock } = start()
    const { seen, goOn } = readPieces(files)
    await clock.settle()
    expect(host.latest.asked).toMatchObject({ type: 'pieces', ahead: 2 })
    host.latest.say({ type: 'piece', id: 1, bytes: Uint8Array.of(1) })
    await clock.advance(60_000)
    expect(seen).toEqual({ bytes: [1], isDone: false })
    expect(host.latest.received.filter(({ type }) => type === 'more')).toEqual([])
    goOn()
    await clock.settle()
    expect(host.latest.received.filter(({ type }) => type === 'more')).toHaveLength(1)
    host.latest.say({ type: 'done', id: 1 })
    await clock.settle()
    expect(seen).toEqual({ bytes: [1], isDone: true })
  })

  test('that hangs halfway fails', async () => {
    const { files, host, clock } = start()
    const { seen, goOn } = readPieces(files)
    await clock.settle()
    host.latest.say({ type: 'piece', id: 1, bytes: Uint8Array.of(1) })
    await clock.settle()
    goOn()
    await clock.advance(10_000)
    expect(seen).toEqual({ bytes: [1], failure: { kind: 'no-answer' }, isDone: true })
  })

  test('that is no longer needed makes room for the next at once, and their answers are not mixed up', async () => {
    const { files, host, clock } = start()
    const ended = new AbortController()
    const { seen } = readPieces(files, ended.signal)
    await clock.settle()
    ended.abort()
    const opened = outcomeOf(files.tryOpen('/etc/kiosk.key'))
    await clock.settle()
    expect(seen.isDone).toBe(true)
    expect(host.latest.received.map(({ type }) => type)).toEqual(['pieces', 'enough', 'tryOpen'])
    host.latest.say({ type: 'failed', id: 1, failure: { kind: 'system', code: 'EIO' } })
    host.latest.say({ type: 'done', id: 2 })
    await clock.settle()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })
})

describe('the process', () => {
  test('is shared by all files, and is started for the first one', async () => {
    const { files, host, answer } = start()
    expect(host.started).toHaveLength(0)
    for (const path of ['/a', '/b', '/c']) {
      void files.tryOpen(path)
      await answer()
    }
    expect(host.started).toHaveLength(1)
  })

  test('that ends by itself fails what is in progress, reports how it ended, and is replaced', async () => {
    const { files, host, clock, log, answer } = start()
    const opened = outcomeOf(files.tryOpen('/a'))
    await clock.settle()
    host.latest.exit('exit code 134')
    await clock.settle()
    expect(opened.value).toEqual({ kind: 'failed', failure: { kind: 'no-process', how: 'exit code 134' } })
    expect(log.of('files.process-ended')).toEqual([{ how: 'exit code 134', pauseMs: 500 }])
    const again = outcomeOf(files.tryOpen('/a'))
    await clock.advance(500)
    await answer()
    expect(again.value).toEqual({ kind: 'ok', value: null })
  })

  test('that cannot be started, or never answers, is reported as such', async () => {
    const { files, host, clock } = start()
    host.failure = new Error('spawn EMFILE')
    const first = outcomeOf(files.tryOpen('/a'))
    await clock.settle()
    expect(first.value).toEqual({ kind: 'failed', failure: { kind: 'no-process', how: 'spawn EMFILE' } })
    host.failure = undefined
    host.areReady = false
    const second = outcomeOf(files.tryOpen('/a'))
    await clock.advance(21_000)
    expect(second.value).toMatchObject({ failure: { kind: 'no-process' } })
    expect(host.latest.wasKilled).toBe(true)
  })

  test('that never starts is retried indefinitely', async () => {
    const { files, host, clock, answer } = start()
    host.doStart = false
    for (let time = 0; time < 5; time += 1) {
      const opened = outcomeOf(files.tryOpen('/a'))
      await clock.advance(60_000)
      expect(opened.value).toMatchObject({ failure: { kind: 'no-process' } })
    }
    expect(host.started).toHaveLength(5)
    host.doStart = true
    const opened = outcomeOf(files.tryOpen('/a'))
    await answer()
    expect(opened.value).toEqual({ kind: 'ok', value: null })
  })

  test('reports changes in a folder until the watch is closed, or is lost with the process', async () => {
    const { files, host, clock, answer } = start()
    const reported: string[] = []
    const listener = { changed: () => reported.push('changed'), lost: () => reported.push('lost') }
    const watched = outcomeOf(files.watch('/share/roster.csv', listener))
    await answer()
    host.latest.say({ type: 'changed', id: 1 })
    if (watched.value?.kind !== 'ok') throw new Error('not watched')
    watched.value.value.close()
    host.latest.say({ type: 'changed', id: 1 })
    expect(reported).toEqual(['changed'])
    void files.watch('/share/roster.csv', listener)
    await answer()
    host.latest.exit('SIGKILL')
    await clock.settle()
    expect(reported).toEqual(['changed', 'lost'])
  })
})

describe('stopping', () => {
  test('ends the process at once, and all requests in progress, waiting or made later fail', async () => {
    const { files, host, clock } = start()
    const underWay = outcomeOf(files.tryOpen('/share/a'))
    const waiting = outcomeOf(files.read('/share/b', 1000))
    const { seen } = readPieces(files)
    await clock.settle()
    files.stop()
    expect(host.latest.wasKilled).toBe(true)
    const after = outcomeOf(files.look('/share/c'))
    await clock.settle()
    expect([underWay.value, waiting.value, after.value]).toEqual([stopped, stopped, stopped])
    expect(seen).toEqual({ bytes: [], failure: { kind: 'stopped' }, isDone: true })
    expect([host.started.length, clock.waiting]).toEqual([1, 0])
  })

  test("sends no signal to a process that has ended: its number may be another one's", async () => {
    const { files, host, answer } = start()
    void files.tryOpen('/a')
    await answer()
    host.latest.exit('exit code 0')
    files.stop()
    expect(host.latest.killsAfterEnd).toBe(0)
  })

  test('does not wait for a pause', async () => {
    const { files, host, clock } = start()
    void files.tryOpen('/share/a')
    await clock.advance(10_000)
    const waiting = outcomeOf(files.tryOpen('/share/a'))
    await clock.settle()
    files.stop()
    await clock.settle()
    expect(waiting.value).toEqual(stopped)
    expect([host.started.length, clock.waiting]).toEqual([1, 0])
  })
})
