import { createRequire } from 'node:module'
import { findPcscService, type PcscService } from '../badge/pcsc-service.ts'
import type { SoftwareTrial } from '../badge/try-reader-software.ts'
import type { KioskConfig } from '../config/config.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'

export interface ReaderQuestion {
  readonly reader: KioskConfig['reader']
  readonly platform: NodeJS.Platform
  readonly isKiosk: boolean
  /** Default: looks whether its files are there. */
  readonly trySoftware?: (() => Promise<SoftwareTrial>) | undefined
  readonly findService?: ((platform: NodeJS.Platform) => Promise<PcscService>) | undefined
}

export async function checkReader(question: ReaderQuestion): Promise<readonly CheckResult[]> {
  if (question.reader.kind === 'keyboard') {
    return [
      good('reader.software', 'None needed: the reader types like a keyboard.'),
      notChecked('reader.service', 'Not needed: the reader types like a keyboard.'),
    ]
  }
  const bad = question.isKiosk ? problem : warning
  const onKiosk = question.isKiosk ? '' : 'On the kiosk itself: '
  return [await checkSoftware(question, bad, onKiosk), await checkService(question, bad, onKiosk)]
}

async function checkSoftware(
  { trySoftware = findSoftware }: ReaderQuestion,
  bad: typeof problem | typeof warning,
  onKiosk: string,
): Promise<CheckResult> {
  const trial = await trySoftware()
  switch (trial.kind) {
    case 'loaded':
      return good('reader.software', 'nfc-pcsc was loaded.')
    case 'found':
      return good('reader.software', 'nfc-pcsc is there; --online also loads it.')
    case 'missing':
      return bad(
        'reader.software',
        `nfc-pcsc cannot be loaded: ${trial.detail}`,
        `${onKiosk}install the package again; on Linux also libpcsclite1 (apt-get install libpcsclite1).`,
      )
    default:
      return trial satisfies never
  }
}

async function checkService(
  { platform, findService = findPcscService }: ReaderQuestion,
  bad: typeof problem | typeof warning,
  onKiosk: string,
): Promise<CheckResult> {
  const service = await findService(platform)
  switch (service.kind) {
    case 'running':
      return good(
        'reader.service',
        platform === 'darwin' ? 'macOS starts it on demand.' : 'It runs and takes connections.',
      )
    case 'stopped':
      return bad(
        'reader.service',
        'It does not run.',
        `${onKiosk}${platform === 'win32' ? 'sc config SCardSvr start= auto, then sc start SCardSvr' : 'apt-get install pcscd, then systemctl enable --now pcscd.socket'}`,
      )
    case 'unusable':
      return bad(
        'reader.service',
        service.detail,
        `${onKiosk}${platform === 'win32' ? 'do so as an administrator.' : 'run this check as the kiosk account; docs/deploy.md, "Badge reader".'}`,
      )
    default:
      return service satisfies never
  }
}

/** By its files alone. */
function findSoftware(): Promise<SoftwareTrial> {
  const require = createRequire(import.meta.url)
  try {
    const fromPackage = createRequire(require.resolve('nfc-pcsc/package.json'))
    const addonPackage = createRequire(fromPackage.resolve('@pokusew/pcsclite/package.json'))
    addonPackage.resolve('./build/Release/pcsclite.node')
    return Promise.resolve({ kind: 'found' })
  } catch {
    return Promise.resolve({
      kind: 'missing',
      detail: 'it is not installed, or its addon was not built for this computer.',
    })
  }
}
