import { createHash } from 'node:crypto'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { Look } from '../../contract/look.ts'
import type { Picture } from '../../base/picture.ts'
import type { Files } from '../../files/files.ts'
import type { KioskConfig } from '../config.ts'
import { readLogo } from './logo-file.ts'

export interface BrandPictures {
  readonly pictures: readonly Picture[]
  readonly logo: Look['logo']
}

/** Reads the logos. Skips one with a warning, so that a hanging share is not waited for twice. */
export async function brandPictures(
  brand: KioskConfig['screen']['brand'],
  files: Files,
  warnings: readonly SetupProblem[],
): Promise<BrandPictures> {
  const goodPath = (key: 'logoPath' | 'logoOnDarkPath'): string | undefined =>
    warnings.some((warning) => warning.key === `screen.brand.${key}`) ? undefined : brand[key]
  const logoPath = goodPath('logoPath')
  const logoOnDarkPath = goodPath('logoOnDarkPath')
  const onLight = logoPath === undefined ? undefined : await pictureOf(logoPath, files)
  if (onLight === undefined) return { pictures: [], logo: undefined }
  const onDark = logoOnDarkPath === undefined ? undefined : await pictureOf(logoOnDarkPath, files)
  return onDark === undefined
    ? { pictures: [onLight], logo: { onLight: onLight.path } }
    : { pictures: [onLight, onDark], logo: { onLight: onLight.path, onDark: onDark.path } }
}

async function pictureOf(file: string, files: Files): Promise<Picture | undefined> {
  const read = await readLogo(file, files)
  if (read.kind === 'bad') return undefined
  const { contentType, bytes } = read.content
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return { path: `brand/logo-${hash}.${contentType === 'image/png' ? 'png' : 'svg'}`, contentType, bytes }
}
