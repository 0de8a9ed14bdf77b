import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/**
 * The maintenance PIN as the config holds it: scrypt (RFC 7914) in the PHC string format,
 * `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt and hash in base64 without padding. The cost is one that
 * OWASP's Password Storage Cheat Sheet recommends; hashing uses a quarter of a second and 32 MB, on a pool
 * thread.
 */
const cost = { ln: 15, r: 8, p: 3 } as const
const saltBytes = 16
const hashBytes = 32
/** A hash in the config cannot make the kiosk use more memory than this. */
const maxMemoryBytes = 256 * 1024 * 1024

export interface PinHash extends Pick<ScryptOptions, 'N' | 'r' | 'p'> {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly hash: Buffer
}

const minPinLength = 6
export const maxPinLength = 12

/** Why a new PIN is not accepted; undefined if it is. */
export function pinProblem(pin: string): string | undefined {
  if (!/^[0-9]*$/.test(pin)) return 'Use digits only.'
  if (pin.length < minPinLength || pin.length > maxPinLength)
    return `Use ${minPinLength} to ${maxPinLength} digits.`
  const steps = new Set(Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index])))
  const [step = 0] = steps
  if (steps.size === 1 && Math.abs(step) <= 1)
    return 'Too easy to guess: avoid repeated or sequential digits.'
  return undefined
}

/** Hashes a PIN for the config. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const { ln, r, p } = cost
  const hash = await derive(pin, { N: 2 ** ln, r, p, salt, hash: Buffer.alloc(hashBytes) })
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`
}

/** Parses a hash from the config; `undefined` if it is malformed, too weak or too expensive. */
export function parsePinHash(text: string): PinHash | undefined {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    text,
  )
  if (parts === null) return undefined
  const [ln = 0, r = 0, p = 0] = parts.slice(1, 4).map(Number)
  const [salt, hash] = parts.slice(4).map((part) => Buffer.from(part, 'base64'))
  if (salt === undefined || hash === undefined) return undefined
  const isStrong = ln >= 14 && r >= 8 && p >= 1 && salt.length >= saltBytes && hash.length === hashBytes
  const isAffordable = p <= 8 && 128 * 2 ** ln * r < maxMemoryBytes
  return isStrong && isAffordable ? { N: 2 ** ln, r, p, salt, hash } : undefined
}

/** Compares in constant time. Hashes on a pool thread, so that taps are not delayed. */
export async function pinMatches(pin: string, expected: PinHash): Promise<boolean> {
  return timingSafeEqual(await derive(pin, expected), expected.hash)
}

function derive(pin: string, { N, r, p, salt, hash }: PinHash): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, hash.length, { N, r, p, maxmem: 2 * maxMemoryBytes }, (error, derived) => {
      if (error === null) resolve(derived)
      else reject(error)
    })
  })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
