import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from '../../base/error-code.ts'

/** A file's access list in SDDL (Microsoft: "Security Descriptor String Format"). */
export type AccessList =
  { readonly kind: 'known'; readonly sddl: string } | { readonly kind: 'unknown'; readonly why: string }

const maxMs = 10_000

/**
 * Reads the access list with `icacls /save`. Every Windows has icacls, and its saved form, unlike its printed
 * one, is the same in every language. It is a separate process, so a hanging share blocks nothing else. Never
 * rejects; waits up to ten seconds.
 */
export async function readAccessList(file: string): Promise<AccessList> {
  const program = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'icacls.exe')
  let folder: string | undefined
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'shifts-badge-kiosk-'))
    const saved = path.join(folder, 'access')
    const options = { timeout: maxMs, windowsHide: true }
    await promisify(execFile)(program, [file, '/save', saved, '/q'], options)
    const list = await readFile(saved)
    // icacls saves UTF-16, in which every other byte of ASCII text is zero.
    return { kind: 'known', sddl: list.toString(list.includes(0) ? 'utf16le' : 'utf8') }
  } catch (error) {
    return { kind: 'unknown', why: `icacls: ${errorCode(error)}` }
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Accounts and groups that stand for anybody on this computer or network, by SDDL alias and SID. */
const strangers: readonly (readonly [sid: RegExp, name: string])[] = [
  [/^(?:WD|S-1-1-0)$/, 'Everyone'],
  [/^(?:AU|S-1-5-11)$/, 'Authenticated Users'],
  [/^(?:BU|S-1-5-32-545)$/, 'Users'],
  [/^(?:BG|S-1-5-32-546)$/, 'Guests'],
  [/^(?:AN|S-1-5-7)$/, 'Anonymous'],
  [/^(?:IU|S-1-5-4)$/, 'Interactive'],
  [/^(?:NU|S-1-5-2)$/, 'Network'],
  [/^(?:DU|S-1-5-21-[\d-]+-513)$/, 'Domain Users'],
  [/^(?:DG|S-1-5-21-[\d-]+-514)$/, 'Domain Guests'],
  [/^(?:AC|S-1-15-2-1)$/, 'All Application Packages'],
]

/** Types of entries that grant. */
const grantingTypes = ['A', 'OA', 'XA']
/** Rights that let a file be read, or let somebody give himself that right (change the list, take ownership). */
const readingRights = ['GA', 'GR', 'FA', 'FR', 'CC', 'WD', 'WO']
const readingBits = 0x1 | 0x40000 | 0x80000 | 0x10000000 | 0x80000000

/** Which of the `strangers` may read the file. Ignores denials: it may name too many, never too few. */
export function strangersWhoMayRead(sddl: string): readonly string[] {
  // Without an access list everybody has full access.
  if (!/D:[A-Z]*\(/.test(sddl)) return ['Everyone']
  const found = new Set<string>()
  for (const [, entry = ''] of sddl.matchAll(/\(([^()]+)/g)) {
    const [type = '', flags = '', rights = '', , , sid = ''] = entry.split(';')
    if (!grantingTypes.includes(type)) continue
    // "Inherit only": of what is below a folder, not of the folder itself.
    if (pairs(flags).includes('IO') || !letsRead(rights)) continue
    const known = strangers.find(([pattern]) => pattern.test(sid.trim()))
    if (known !== undefined) found.add(known[1])
  }
  return [...found]
}

function letsRead(rights: string): boolean {
  if (/^(?:0x[\da-f]+|\d+)$/i.test(rights)) return (Number(rights) & readingBits) !== 0
  return pairs(rights).some((right) => readingRights.includes(right))
}

function pairs(text: string): readonly string[] {
  return text.match(/../g) ?? []
}
