import {
  createSandboxTenant,
  type SandboxOptions,
  type SandboxTenant,
} from '../../electron/sandbox/tenant.ts'
import { setup } from './kiosk-in.ts'

/** The sandbox tenant that the config of `kioskIn` names, at Microsoft's own addresses, in this process. */
export function tenantOfSetup(
  options: Pick<SandboxOptions, 'now'> & Partial<Pick<SandboxOptions, 'credentials' | 'consent'>>,
): SandboxTenant {
  const { tenantId, clientId, clientSecret, teamId } = setup
  return createSandboxTenant({
    tenantId,
    clientId,
    credentials: [{ secret: clientSecret }],
    teamId,
    timeZone: 'UTC',
    graphBase: 'https://graph.microsoft.com',
    loginBase: 'https://login.microsoftonline.com',
    ...options,
  })
}
