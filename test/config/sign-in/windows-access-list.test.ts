import { afterEach, expect, test, vi } from 'vitest'
import { readAccessList, strangersWhoMayRead } from '../../../electron/config/sign-in/windows-access-list.ts'

/** Lists as `icacls /save` writes them: the file's name, then its discretionary access list. */
test.each([
  ['a closed file', 'kiosk.key\r\nD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;S-1-5-21-1-2-3-1001)\r\n', []],
  [
    'what ProgramData hands down',
    'kiosk.key\r\nD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)\r\n',
    ['Users'],
  ],
  ['everyone, by alias and by SID', 'D:(A;;FR;;;WD)(A;;GR;;;S-1-1-0)', ['Everyone']],
  ['several', 'D:(A;;FA;;;AU)(A;;GA;;;BG)(A;;GR;;;AN)', ['Authenticated Users', 'Guests', 'Anonymous']],
  ['users of the domain', 'D:(A;;FR;;;DU)(A;;FR;;;S-1-5-21-11-22-33-513)', ['Domain Users']],
  [
    'SIDs of well-known groups',
    'D:(A;;0x120089;;;S-1-5-32-545)(A;;1;;;S-1-5-11)',
    ['Users', 'Authenticated Users'],
  ],
  ['writing only, which does not show the key', 'D:(A;;FW;;;BU)(A;;0x2;;;WD)', []],
  ['who may change the list may read in the end', 'D:(A;;WD;;;BU)(A;;0x40000;;;WD)', ['Users', 'Everyone']],
  ['what only what lies below a folder inherits', 'D:(A;OICIIO;FA;;;BU)(A;OICI;FX;;;WD)', []],
  ['denied', 'D:(D;;FR;;;BU)(A;;FA;;;BA)', []],
  ['allowed under a condition', 'D:(XA;;FR;;;WD;(@User.Title=="PM"))', ['Everyone']],
  ['an audit entry', 'D:(A;;FA;;;BA)S:(AU;SAFA;FR;;;WD)', []],
  ['all rights with the highest bit', 'D:(A;;0x80000000;;;BU)(A;;0x10000000;;;WD)', ['Users', 'Everyone']],
  ['no list at all', 'kiosk.key\r\nD:NO_ACCESS_CONTROL\r\n', ['Everyone']],
  ['nothing', '', ['Everyone']],
])('%s', (_what, sddl, who) => {
  expect(strangersWhoMayRead(sddl)).toEqual(who)
})

afterEach(() => vi.unstubAllEnvs())

test('if no temporary folder can be created, nothing is thrown: the list is unknown, with the reason', async () => {
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, '/not/there')
  const unknown = { kind: 'unknown', why: 'icacls: ENOENT' }
  expect(await readAccessList('kiosk.key')).toEqual(unknown)
})
