/** What a slot's name reveals. `why` completes "not a badge reader: …". */
export type NameEvidence =
  | { readonly kind: 'contactless' }
  | { readonly kind: 'other'; readonly why: string }
  /** Nothing, or both kinds: a device with several slots gives all of them the same name. */
  | { readonly kind: 'none' }

/**
 * Words that makers use, matched as whole words; digits may precede them ("5422CL"), and `_` counts as a
 * space ("Contact_09A00795"). Names and interface names as the CCID driver lists them (LudovicRousseau/CCID,
 * `readers/`, iProduct and iInterface; Debian's libccid 1.5.2, /etc/libccid_Info.plist, ifdFriendlyName):
 * "ACS ACR122U PICC Interface", "uTrust 4701 F CL Reader", "uTrust 4701 F Contact Reader", "CCID Interface
 * CLESS slot2", "R502 SAM1 Reader", "miniLector Blue ICC Reader", "Contacted SmartCard", "WalletMate 1S CL
 * Reader SAM".
 */
const contactlessWords = [
  /(?<![a-z])(?:PICC)(?![a-z0-9])/i,
  /(?<![a-z])(?:contact[- ]?less)(?![a-z0-9])/i,
  /(?<![a-z])(?:CLESS)(?![a-z0-9])/i,
  /(?<![a-z])(?:CLi?)(?![a-z0-9])/i,
  /(?<![a-z])(?:NFC\d?)(?![a-z0-9])/i,
  /(?<![a-z])(?:RFID)(?![a-z0-9])/i,
  /ACR122/i,
]

const otherSlots: readonly (readonly [RegExp, string])[] = [
  [/(?<![a-z])(?:SAM\d?)(?![a-z0-9])/i, 'its name says SAM slot'],
  [/(?<![a-z])(?:U?ICCD?)(?![a-z0-9])/i, 'its name says contact slot'],
  [/(?<![a-z])(?:contact(?:ed)?(?![- ]?less))(?![a-z0-9])/i, 'its name says contact slot'],
  [/(?<![a-z])(?:SIM)(?![a-z0-9])/i, 'its name says SIM slot'],
  [/(?<![a-z])(?:token)(?![a-z0-9])/i, 'its name says token'],
]

/**
 * A device name that covers several kinds of slots ("Circle CIR415 CL & 1S", 1S: one SAM slot) says nothing.
 */
const severalSlots = /\b(?:dual|combi|[1-9]S)\b|[&+]/i

/** Devices without a slot for a badge, whatever else their names say ("YubiKey 5 NFC"). */
const otherDevices: readonly (readonly [RegExp, string])[] = [
  [/yubikey|nitrokey|solokeys|\betoken\b|\brutoken\b|security key/i, 'its name says security key'],
  [/windows hello/i, 'its name says Windows Hello'],
  [/virtual smart ?card|\bTPM\b/i, 'its name says virtual smart card'],
]

/**
 * Reads the most specific part of the name: the interface name that pcscd puts in brackets (pcsc-lite 1.9.9,
 * src/hotplug_libudev.c, "%s [%s]"), else the whole name. In each, the last word comes first ("ACS ACR1252 1S
 * CL Reader SAM 0").
 */
export function nameEvidence(name: string): NameEvidence {
  const device = firstMatch(otherDevices, name)
  if (device !== undefined) return { kind: 'other', why: device }
  const model = modelOf(name)
  for (const part of [inBrackets(model), model]) {
    for (const words of [part.split(' ').at(-1) ?? '', part]) {
      const found = evidenceIn(words)
      if (found.kind !== 'none') return found
    }
  }
  return none
}

/** The name without serial number and the trailing numbers that pcscd and Windows add. */
export function modelOf(name: string): string {
  return name.replace(/ ?\([^()]*\)/g, '').replace(/(?: [0-9A-F]{1,2}){1,2}$/, '')
}

const none: NameEvidence = { kind: 'none' }

function evidenceIn(part: string): NameEvidence {
  if (severalSlots.test(part)) return none
  const isContactless = contactlessWords.some((each) => each.test(part))
  const why = firstMatch(otherSlots, part)
  if (isContactless) return why === undefined ? { kind: 'contactless' } : none
  return why === undefined ? none : { kind: 'other', why }
}

function firstMatch(patterns: typeof otherSlots, text: string): string | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1]
}

function inBrackets(name: string): string {
  const begin = name.indexOf('[')
  const end = name.indexOf(']', begin)
  return begin === -1 || end === -1 ? '' : name.slice(begin + 1, end)
}
