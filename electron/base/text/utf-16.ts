export type Utf16 = 'utf-16le' | 'utf-16be'

/** Whether a text is UTF-16: by its byte order mark, or because in ASCII every other byte is zero. */
export function utf16Of(bytes: Uint8Array): Utf16 | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (bytes.length < 4) return undefined
  const zeros = Array.from(bytes.subarray(0, 4), (byte) => (byte === 0 ? '0' : 'x')).join('')
  if (zeros === 'x0x0') return 'utf-16le'
  return zeros === '0x0x' ? 'utf-16be' : undefined
}

/** Decodes UTF-16 or UTF-8. Windows PowerShell 5.1 (`>`, Out-File) writes the former. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(utf16Of(bytes) ?? 'utf-8').decode(bytes)
}
