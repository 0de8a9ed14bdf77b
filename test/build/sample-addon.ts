/** The least of a native addon's file, with the record of `NODE_MODULE` in the format of each platform. */

const recordAt = 0x200
const nameTextAt = 0x301
const fileBytes = 0x400
export const sampleFormats = ['elf', 'pe', 'mach-o'] as const

/** For an x64 processor. */
export function sampleAddon(format: (typeof sampleFormats)[number], abi: number, name = 'pcsclite'): Buffer {
  const file = Buffer.alloc(fileBytes)
  file.writeInt32LE(abi, recordAt)
  file.write(name, nameTextAt, 'latin1')
  switch (format) {
    case 'elf':
      writeElf(file)
      return file
    case 'pe':
      writePe(file)
      return file
    case 'mach-o':
      writeMachO(file)
      return file
    default:
      return format satisfies never
  }
}

/** One segment at 0x1000, and a relocation that gives the pointer to the name. */
function writeElf(file: Buffer): void {
  const [segment, sections, relocations] = [0x40, 0x80, 0xc0]
  const address = 0x1000n
  file.writeUInt32BE(0x7f454c46, 0)
  file.writeUInt8(2, 4)
  file.writeUInt16LE(62, 18)
  file.writeBigUInt64LE(BigInt(segment), 32)
  file.writeBigUInt64LE(BigInt(sections), 40)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(1, 56)
  file.writeUInt16LE(64, 58)
  file.writeUInt16LE(1, 60)
  file.writeUInt32LE(1, segment)
  file.writeBigUInt64LE(address, segment + 16)
  file.writeBigUInt64LE(BigInt(fileBytes), segment + 32)
  file.writeUInt32LE(4, sections + 4)
  file.writeBigUInt64LE(BigInt(relocations), sections + 24)
  file.writeBigUInt64LE(24n, sections + 32)
  file.writeBigUInt64LE(address + BigInt(recordAt + 40), relocations)
  file.writeUInt32LE(8, relocations + 8)
  file.writeBigUInt64LE(address + BigInt(nameTextAt), relocations + 16)
}

/** One section, with pointers as for a library loaded at its preferred address. */
function writePe(file: Buffer): void {
  const header = 0x40
  const section = header + 24 + 240
  const base = 0x180000000n
  file.write('MZ', 0, 'latin1')
  file.writeUInt32LE(header, 60)
  file.writeUInt32LE(0x4550, header)
  file.writeUInt16LE(0x8664, header + 4)
  file.writeUInt16LE(1, header + 6)
  file.writeUInt16LE(240, header + 20)
  file.writeUInt16LE(0x20b, header + 24)
  file.writeBigUInt64LE(base, header + 48)
  file.writeUInt32LE(0x1000, section + 12)
  file.writeUInt32LE(fileBytes - recordAt, section + 16)
  file.writeUInt32LE(recordAt, section + 20)
  file.writeBigUInt64LE(base + BigInt(0x1000 + nameTextAt - recordAt), recordAt + 40)
}

/** One segment, with pointers as links of a chain. */
function writeMachO(file: Buffer): void {
  file.writeUInt32LE(0xfeedfacf, 0)
  file.writeUInt32LE(0x01000007, 4)
  file.writeUInt32LE(1, 16)
  file.writeUInt32LE(0x19, 32)
  file.writeUInt32LE(72, 36)
  file.writeBigUInt64LE(0x4000n, 32 + 24)
  file.writeBigUInt64LE(0n, 32 + 40)
  file.writeBigUInt64LE(BigInt(fileBytes), 32 + 48)
  file.writeBigUInt64LE((3n << 51n) | BigInt(0x4000 + nameTextAt), recordAt + 40)
}
