import { createRequire } from 'node:module'
import { findPcscService, type PcscService } from '../badge/pcsc/pcsc-service.ts'
import type { ReadersFound } from '../badge/pcsc/list-readers.ts'
import type { SoftwareTrial } from '../badge/pcsc/try-reader-software.ts'
import type { OtherSlot } from '../contract/kiosk-state.ts'
import type { KioskConfig } from '../config/config.ts'
import { good, notChecked, problem, warning, type CheckResult } from './check-result.ts'

export interface ReaderQuestion {
  readonly reader: KioskConfig['reader']
  readonly platform: NodeJS.Platform
  readonly isKiosk: boolean
  /** Default: only checks that the files exist. */
  readonly trySoftware?: (() => Promise<SoftwareTrial>) | undefined
  /** Lists the connected readers; `name` is the config's `reader.name`. Default: not checked. */
  readonly listReaders?: ((name: string | undefined) => Promise<ReadersFound>) | undefined
  readonly findService?: ((platform: NodeJS.Platform) => Promise<PcscService>) | undefined
}

export async function checkReader(question: ReaderQuestion): Promise<readonly CheckResult[]> {
  if (question.reader.kind === 'keyboard') {
    return [
      good('reader.software', 'None needed: the reader types like a keyboard.'),
      notChecked('reader.service', 'Not needed: the reader types like a keyboard.'),
      notChecked('reader.found', 'Not needed: the reader types like a keyboard.'),
    ]
  }
  const bad = question.isKiosk ? problem : warning
  const onKiosk = question.isKiosk ? '' : 'On the kiosk itself: '
  const software = await checkSoftware(question, bad, onKiosk)
  const service = await checkService(question, bad, onKiosk)
  const isUsable = software.state === 'good' && service.state === 'good'
  return [
    software,
    service,
    isUsable
      ? await checkFound(question, question.reader.name, bad, onKiosk)
      : notChecked('reader.found', 'Needs the software and the service.'),
  ]
}

async function checkSoftware(
  { trySoftware = findSoftware }: ReaderQuestion,
  bad: typeof problem | typeof warning,
  onKiosk: string,
): Promise<CheckResult> {
  const trial = await trySoftware()
  switch (trial.kind) {
    case 'loaded':
      return good('reader.software', 'nfc-pcsc loads.')
    case 'found':
      return good('reader.software', 'nfc-pcsc is installed; --online also loads it.')
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
        platform === 'darwin' ? 'macOS starts it on demand.' : 'It is running and accepts connections.',
      )
    case 'stopped':
      return bad(
        'reader.service',
        'It is not running.',
        `${onKiosk}${platform === 'win32' ? 'plug the reader in, since Windows stops the service without one. If it is plugged in: sc start SCardSvr' : 'apt-get install pcscd, then systemctl enable --now pcscd.socket'}`,
      )
    case 'not-automatic':
      return bad('reader.service', service.detail, `${onKiosk}do so as an administrator.`)
    case 'no-access':
      return bad('reader.service', service.detail, `${onKiosk}${accessFix}`)
    default:
      return service satisfies never
  }
}

const accessFix = 'run this check as the kiosk account; docs/deploy.md, "Badge reader".'

const startAgain = 'Run this check again; if that does not help, restart this computer.'

async function checkFound(
  { listReaders }: ReaderQuestion,
  name: string,
  bad: typeof problem | typeof warning,
  onKiosk: string,
): Promise<CheckResult> {
  if (listReaders === undefined) return notChecked('reader.found', 'Only checked with --online.')
  const found = await listReaders(name === '' ? undefined : name)
  switch (found.kind) {
    case 'ready':
      return good('reader.found', [found.readers.join(', '), ...otherLines(found)].join('\n'))
    case 'no-reader':
      return bad(
        'reader.found',
        ['No badge reader is plugged in.', ...otherLines(found)].join('\n'),
        `${onKiosk}plug the reader in.`,
      )
    case 'no-such-reader':
      return bad(
        'reader.found',
        `No connected reader has a name that contains reader.name. Connected: ${found.present.join(', ')}`,
        `${onKiosk}plug in the reader of that name, or correct reader.name.`,
      )
    case 'no-access':
      return bad('reader.found', found.detail, `${onKiosk}${accessFix}`)
    case 'no-service':
      return bad('reader.found', found.detail ?? 'The smart card service is not running.', startAgain)
    case 'not-answering':
      return bad(
        'reader.found',
        'The badge reader is not responding.',
        `${onKiosk}unplug it and plug it in again.`,
      )
    case 'failing':
    case 'no-answer':
      return bad('reader.found', `The readers could not be listed: ${found.detail}`, startAgain)
    default:
      return found satisfies never
  }
}

function otherLines({ others = [] }: { readonly others?: readonly OtherSlot[] }): readonly string[] {
  return others.map(({ name, why }) => `${name}: not a badge reader, ${why}.`)
}

/** Only checks that the files exist. */
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
      detail: 'it is not installed, or its native addon was not built for this computer.',
    })
  }
}
