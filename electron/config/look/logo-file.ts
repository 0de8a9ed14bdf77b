import type { Files } from '../../files/files.ts'
import { readNamedBytes, type NamedFile } from '../named-file.ts'
import { echoedPath } from '../../base/text/echo.ts'

export interface Logo {
  readonly contentType: 'image/png' | 'image/svg+xml'
  readonly bytes: Uint8Array<ArrayBuffer>
}

const maxBytes = 512 * 1024
/** More pixels would only cost memory; fewer would look blurred on the wall. */
const maximumSide = 4096
const minimumHeight = 48

/** Reads a logo and detects its format from the content, not from the file name. */
export async function readLogo(path: string, files: Files): Promise<NamedFile<Logo>> {
  const read = await readNamedBytes(path, files, {
    maxBytes: maxBytes,
    tooLarge: 'is larger than 512 kB',
  })
  if (read.kind === 'bad') return read
  const bytes = new Uint8Array(read.content)
  const problem = isPng(bytes) ? problemOfPng(bytes) : problemOfSvg(bytes)
  if (problem !== undefined) return bad(problem, path)
  return { kind: 'ok', content: { contentType: isPng(bytes) ? 'image/png' : 'image/svg+xml', bytes } }
}

function bad(problem: string, path: string): { readonly kind: 'bad'; readonly problem: string } {
  return { kind: 'bad', problem: `${problem}: ${echoedPath(path)}` }
}

/** PNG (W3C, third edition), 5.2 and 11.2.1: the signature, then the header chunk with width and height. */
function isPng(bytes: Uint8Array): boolean {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return signature.every((byte, i) => bytes[i] === byte)
}

function problemOfPng(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength < 33) return 'is an incomplete PNG'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (width > maximumSide || height > maximumSide)
    return `is ${width}x${height} pixels; at most ${maximumSide} per side`
  if (height < minimumHeight)
    return `is only ${height} pixels tall; at least ${minimumHeight}, or better an SVG`
  return undefined
}

/** An SVG shown as an image runs no scripts and loads nothing, so only its format is checked here. */
function problemOfSvg(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes)
  const attributes = rootAttributes(text)
  if (attributes === undefined) return 'is neither a PNG nor an SVG'
  if (!text.trimEnd().endsWith('</svg>')) return 'is an incomplete SVG'
  if (!attributes.includes('http://www.w3.org/2000/svg')) return 'is an SVG without its namespace'
  return attributes.includes('viewBox') ? undefined : 'is an SVG without a viewBox, so it cannot be scaled'
}

/** Start and end of what may precede the root of an XML document (XML 1.0, 2.8). */
const prolog = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!DOCTYPE', '>'],
] as const

/**
 * The attributes of the root element as written; undefined if the root is not `svg` or the document type has
 * internal declarations. A linear scan: a regular expression that skips comments could backtrack badly.
 */
function rootAttributes(text: string): string | undefined {
  let at = endOfSpace(text, 0)
  for (;;) {
    const [, end] = prolog.find(([start]) => text.startsWith(start, at)) ?? []
    if (end === undefined) break
    const found = text.indexOf(end, at + 2)
    if (found === -1 || (end === '>' && text.slice(at, found).includes('['))) return undefined
    at = endOfSpace(text, found + end.length)
  }
  if (!text.startsWith('<svg', at) || !/[\s/>]/.test(text.charAt(at + 4))) return undefined
  const end = text.indexOf('>', at)
  return end === -1 ? undefined : text.slice(at + 4, end)
}

/** Skips white space; a byte order mark counts as white space for `trim` and `\s`. */
function endOfSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charAt(at).trim() === '') at += 1
  return at
}
