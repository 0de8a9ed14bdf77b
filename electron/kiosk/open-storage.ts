import type { Log } from '../base/log/log.ts'
import type { ChainHead } from '../journal/chain/chain.ts'
import { openLockedJournal } from '../journal/locked-journal.ts'
import type { SiteKeySource } from '../journal/chain/site-key-source.ts'
import type { OpenedStorage } from './storage-supervisor.ts'

/**
 * Opens the site key and the journal under it, and logs what was found. `knownHead`: of the journal that was
 * open before.
 */
export function openStorage(
  dataFolder: string,
  siteKeys: SiteKeySource,
  log: Log,
  knownHead: ChainHead | undefined,
): OpenedStorage {
  const siteKey = siteKeys.now()
  if (siteKey.kind === 'failed')
    return { kind: 'failed', failure: { kind: 'site-key', detail: siteKey.detail } }
  const { key, path, made } = siteKey
  const opened = openLockedJournal(dataFolder, key, knownHead)
  if (opened.kind === 'failed') return opened
  log.info('site-key.opened', { path, keyId: key.id, made })
  if (opened.setAside !== undefined) log.error('journal.set-aside', { ...opened.setAside })
  const { otherKeyId } = opened
  if (otherKeyId !== undefined) log.error('site-key.other', { journalKeyId: otherKeyId, keyId: key.id })
  return {
    kind: 'ok',
    storage: {
      journal: opened.journal,
      siteKey: key,
      ...(opened.setAside !== undefined && { setAside: opened.setAside.path }),
      ...(otherKeyId !== undefined && { otherKeyId }),
    },
  }
}
