import { readFileSync } from 'node:fs'
import type { NamedFile } from './named-file.ts'
import { sizeOfNamedFile } from './named-file.ts'

export interface Logo {
  readonly contentType: 'image/png' | 'image/svg+xml'
  readonly bytes: Uint8Array<ArrayBuffer>
}

const maximumBytes = 512 * 1024
/** More would only cost memory; fewer would be a blur on the wall. */
const maximumSide = 4096
const minimumHeight = 48

/** Reads a logo and looks at what it really is, whatever its name ends in. */
export function readLogo(path: string): NamedFile<Logo> {
  const size = sizeOfNamedFile(path)
  if (size.kind === 'bad') return size
  if (size.content > maximumBytes) return bad('is larger than 512 kB', path)
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(readFileSync(path))
  } catch (error) {
    return bad(`can not be read (${String(error)})`, path)
  }
  const problem = isPng(bytes) ? problemOfPng(bytes) : problemOfSvg(bytes)
  if (problem !== undefined) return bad(problem, path)
  return { kind: 'ok', content: { contentType: isPng(bytes) ? 'image/png' : 'image/svg+xml', bytes } }
}

function bad(problem: string, path: string): { readonly kind: 'bad'; readonly problem: string } {
  return { kind: 'bad', problem: `${problem}: ${path}` }
}

/** PNG (W3C, third edition), 5.2 and 11.2.1: the signature, then the header chunk with width and height. */
function isPng(bytes: Uint8Array): boolean {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return signature.every((byte, i) => bytes[i] === byte)
}

function problemOfPng(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength < 33) return 'is a PNG that breaks off'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (width > maximumSide || height > maximumSide)
    return `is ${width}x${height} pixels; ${maximumSide} on a side is the most`
  if (height < minimumHeight)
    return `is only ${height} pixels tall; ${minimumHeight} is the least, an SVG is better`
  return undefined
}

/** Drawn as a picture an SVG runs no script and loads nothing, so all that matters here is that it is one. */
function problemOfSvg(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes)
  const root = /^\uFEFF?\s*(?:<\?xml[^>]*\?>|<!--[^]*?-->|<!DOCTYPE[^>[]*>|\s)*<svg\b([^>]*)>/u.exec(text)
  if (root === null) return 'is neither a PNG nor an SVG'
  if (!text.trimEnd().endsWith('</svg>')) return 'is an SVG that breaks off'
  const attributes = root[1] ?? ''
  if (!attributes.includes('http://www.w3.org/2000/svg')) return 'is an SVG without its namespace'
  return attributes.includes('viewBox') ? undefined : 'is an SVG without a viewBox, so it can not be scaled'
}
