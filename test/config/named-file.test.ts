import { expect, test } from 'vitest'
import { openNamedFile, readNamedBytes } from '../../electron/config/named-file.ts'
import { readConfigFile } from '../../electron/config/document/read-config-file.ts'
import type { FileFailure } from '../../electron/files/files.ts'
import { testFiles } from '../support/files.ts'

/** Files that all fail for the same reason. */
function filesThatFail(failure: FileFailure) {
  const failed = { kind: 'failed', failure } as const
  return {
    ...testFiles,
    tryOpen: () => Promise.resolve(failed),
    read: () => Promise.resolve(failed),
  }
}

const share = '//server/share/kiosk.pem'

test.each<[FileFailure, string]>([
  [
    { kind: 'system', code: 'UNKNOWN' },
    'the file cannot be reached, at least not now; Windows gives no reason (UNKNOWN)',
  ],
  [{ kind: 'no-answer' }, 'did not answer within 10 s (a hung network share?)'],
  [{ kind: 'not-ordinary' }, 'is not an ordinary file'],
  [
    { kind: 'no-process', how: 'spawn EMFILE' },
    "could not be read: the program's file process is not running (spawn EMFILE)",
  ],
])('an unreadable file is described in words: %j', async (failure, words) => {
  const files = filesThatFail(failure)
  const bad = { kind: 'bad', problem: `${words}: ${share}` }
  expect(await openNamedFile(share, files)).toEqual(bad)
  expect(await readNamedBytes(share, files, { maxBytes: 1024, tooLarge: 'is larger than 1 KB' })).toEqual(bad)
})

test.each<[FileFailure, string]>([
  [{ kind: 'no-answer' }, 'did not answer within 10 s (a hung network share?)'],
  [{ kind: 'not-ordinary' }, 'is not an ordinary file'],
])('an unreadable config file is described in words: %j', async (failure, problem) => {
  expect(await readConfigFile('//server/share/config.json', filesThatFail(failure))).toEqual({
    kind: 'bad',
    missing: false,
    problem: { key: '', problem },
  })
})
