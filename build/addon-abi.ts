/**
 * Reads the Node ABI (`process.versions.modules`), system and processor of a native addon from its file. Only
 * the file is reliable: a build can report success although it used another runtime's headers, or the build
 * computer's compiler for another processor.
 *
 * The source is the `node_module` record that `NODE_MODULE` emits (node.h): `int nm_version`, then pointers
 * and flags; the pointer at byte 40 points to the addon's name, which is how the record is found.
 */
export type AddonAbi =
  | { readonly kind: 'ok'; readonly abi: number; readonly madeFor: string }
  | { readonly kind: 'unreadable'; readonly why: string }

const nameAt = 40
const recordBytes = 64

/** `name`: as in `NODE_MODULE`. For 64-bit ELF, PE and Mach-O. `madeFor`: such as linux-arm64. */
export function readAddonAbi(file: Buffer, name: string): AddonAbi {
  try {
    return findRecord(file, name)
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'unreadable', why: 'it is truncated' }
    throw error
  }
}

function findRecord(file: Buffer, name: string): AddonAbi {
  const image = readElf(file) ?? readPe(file) ?? readMachO(file)
  if (image === undefined) return { kind: 'unreadable', why: 'it is not a 64-bit ELF, PE or Mach-O file' }
  const names = new Set(addressesOf(file, name, image))
  for (const { offset, bytes } of image.segments) {
    const end = Math.min(offset + bytes, file.length) - recordBytes
    for (let record = offset; record <= end; record += 8) {
      if (!names.has(image.pointerAt(record + nameAt))) continue
      const abi = file.readInt32LE(record)
      const flags = file.readUInt32LE(record + 4)
      if (abi > 0 && abi < 1000 && flags === 0) return { kind: 'ok', abi, madeFor: image.madeFor }
    }
  }
  return { kind: 'unreadable', why: `it contains no record of a Node addon named ${name}` }
}

interface Segment {
  readonly offset: number
  readonly address: number
  readonly bytes: number
}

interface Image {
  readonly madeFor: string
  readonly segments: readonly Segment[]
  /** The address that the pointer at this file offset will contain once loaded; 0 for none. */
  pointerAt(offset: number): number
}

/** The memory addresses of the text `name` between two zero bytes. */
function addressesOf(file: Buffer, name: string, { segments }: Image): number[] {
  const addresses: number[] = []
  const wanted = Buffer.from(`\0${name}\0`)
  for (let at = file.indexOf(wanted); at >= 0; at = file.indexOf(wanted, at + 1)) {
    const text = at + 1
    for (const { offset, address, bytes } of segments)
      if (text >= offset && text < offset + bytes) addresses.push(address + text - offset)
  }
  return addresses
}

const elfLoad = 1
const elfRela = 4
/** EM_X86_64, EM_AARCH64. */
const elfProcessors: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' }
/** R_X86_64_RELATIVE and R_AARCH64_RELATIVE. */
const elfRelative = [8, 1027]

/** In a shared library file, pointers are zero; their values are in its relocations. */
function readElf(file: Buffer): Image | undefined {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) return undefined
  const segments: Segment[] = []
  for (const at of table(number64(file, 32), file.readUInt16LE(54), file.readUInt16LE(56))) {
    if (file.readUInt32LE(at) !== elfLoad) continue
    segments.push({
      offset: number64(file, at + 8),
      address: number64(file, at + 16),
      bytes: number64(file, at + 32),
    })
  }
  const pointers = new Map<number, number>()
  for (const section of table(number64(file, 40), file.readUInt16LE(58), file.readUInt16LE(60))) {
    if (file.readUInt32LE(section + 4) !== elfRela) continue
    for (const at of table(number64(file, section + 24), 24, number64(file, section + 32) / 24))
      if (elfRelative.includes(file.readUInt32LE(at + 8)))
        pointers.set(number64(file, at), number64(file, at + 16))
  }
  return {
    madeFor: `linux-${elfProcessors[file.readUInt16LE(18)] ?? 'unknown'}`,
    segments,
    pointerAt: (place) => {
      const segment = segments.find(({ offset, bytes }) => place >= offset && place < offset + bytes)
      const relocated =
        segment === undefined ? undefined : pointers.get(segment.address + place - segment.offset)
      return relocated ?? number64(file, place)
    },
  }
}

/** IMAGE_FILE_MACHINE_AMD64, IMAGE_FILE_MACHINE_ARM64. */
const peProcessors: Readonly<Record<number, string>> = { 0x8664: 'x64', 0xaa64: 'arm64' }

function readPe(file: Buffer): Image | undefined {
  if (file.length < 64 || file.toString('latin1', 0, 2) !== 'MZ') return undefined
  const header = file.readUInt32LE(60)
  const isPe64 = file.readUInt32LE(header) === 0x4550 && file.readUInt16LE(header + 24) === 0x20b
  if (!isPe64) return undefined
  const base = number64(file, header + 48)
  const sections = table(header + 24 + file.readUInt16LE(header + 20), 40, file.readUInt16LE(header + 6))
  const segments = sections.map((at) => ({
    offset: file.readUInt32LE(at + 20),
    address: base + file.readUInt32LE(at + 12),
    bytes: file.readUInt32LE(at + 16),
  }))
  return {
    madeFor: `win32-${peProcessors[file.readUInt16LE(header + 4)] ?? 'unknown'}`,
    segments,
    pointerAt: (place) => number64(file, place),
  }
}

/** CPU_TYPE_X86_64, CPU_TYPE_ARM64. */
const machProcessors: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' }
const machSegment = 0x19
/** The lower 36 bits of a chained fixup are its target, the rest is the chain (mach-o/fixup-chains.h). */
const machTarget = 2 ** 36

function readMachO(file: Buffer): Image | undefined {
  if (file.length < 32 || file.readUInt32LE(0) !== 0xfeedfacf) return undefined
  const segments: Segment[] = []
  let at = 32
  for (let command = 0; command < file.readUInt32LE(16); command += 1) {
    if (file.readUInt32LE(at) === machSegment) {
      const [address, , offset, bytes] = [24, 32, 40, 48].map((field) => number64(file, at + field))
      segments.push({ offset: offset ?? 0, address: address ?? 0, bytes: bytes ?? 0 })
    }
    at += file.readUInt32LE(at + 4)
  }
  return {
    madeFor: `darwin-${machProcessors[file.readUInt32LE(4)] ?? 'unknown'}`,
    segments,
    pointerAt: (place) => number64(file, place) % machTarget,
  }
}

/** The offset of each entry of a table. */
function table(offset: number, entryBytes: number, entries: number): number[] {
  return Array.from({ length: entries }, (_, index) => offset + index * entryBytes)
}

function number64(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at))
}
