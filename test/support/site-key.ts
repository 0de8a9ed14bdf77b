import { join } from 'node:path'
import type { SiteKeyPlaces } from '../../electron/base/site-key-places.ts'

/** Where a kiosk with this data folder looks for its key, if the config names no place. */
export function keyPlaces(
  dataFolder: string,
  machineWide = join(dataFolder, 'no-such-folder', 'site.key'),
): Extract<SiteKeyPlaces, { kind: 'default' }> {
  return { kind: 'default', machineWide, dataFolder }
}
