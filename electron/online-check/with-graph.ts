import { silentLog } from '../base/log/log.ts'
import type { LoadedConfig } from '../config/config.ts'
import { openSignIn } from '../config/sign-in/open-sign-in.ts'
import type { Files } from '../files/files.ts'
import { openGraph, type OpenedGraph } from '../graph/open-graph.ts'
import type { OnlineHost } from './online-host.ts'

export interface GraphQuestion {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  readonly platform: NodeJS.Platform
  readonly files: Files
}

/** What `work` returns, with the kiosk's sign-in and Graph, which are closed afterwards. */
export async function withGraph<T>(
  { loaded: { config, credential }, platform, files }: GraphQuestion,
  { fetch, clock }: Pick<OnlineHost, 'fetch' | 'clock'>,
  work: (graph: OpenedGraph) => Promise<T>,
): Promise<T> {
  const signIn = openSignIn(credential, { platform, files, clock, log: silentLog })
  const graph = openGraph({
    endpoint: config.endpoints.graph,
    signIn: {
      tenantId: config.signIn.tenantId,
      clientId: config.signIn.clientId,
      loginEndpoint: config.endpoints.login,
      credential: () => signIn.credential(),
    },
    fetch,
    clock,
    log: silentLog,
  })
  try {
    return await work(graph)
  } finally {
    graph.stop()
    signIn.stop()
  }
}
