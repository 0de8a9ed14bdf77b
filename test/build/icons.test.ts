import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { iconSizes, scaledIcon } from '../../build/icons.ts'

const folder = fileURLToPath(new URL('../../build/linux/icons', import.meta.url))

test('the icons for Linux are those of build/icon.png, in the sizes that desktops look for', () => {
  expect(readdirSync(folder).sort()).toEqual(iconSizes.map((size) => `${size}x${size}.png`).sort())
  for (const size of iconSizes) {
    const { width, height, data } = PNG.sync.read(readFileSync(join(folder, `${size}x${size}.png`)))
    expect({ width, height }).toEqual({ width: size, height: size })
    expect(data.equals(scaledIcon(size).data), `${size}: run npx tsx build/icons.ts`).toBe(true)
  }
})
