import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node'
import { beforeAll, expect, test } from 'vitest'
import { createSandboxTenant, type SandboxTenant } from '../../electron/sandbox/tenant.ts'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { clientId, graphBase, loginBase, teamId, tenantId } from './sandbox-client.ts'

let certificate: ThrowawayCertificate
let other: ThrowawayCertificate

beforeAll(async () => {
  certificate = await makeThrowawayCertificate('registered')
  other = await makeThrowawayCertificate('never registered')
})

function tenantAt(base: { readonly graphBase: string; readonly loginBase: string }): SandboxTenant {
  return createSandboxTenant({
    tenantId,
    clientId,
    teamId,
    timeZone: 'Europe/Madrid',
    now: Date.now,
    credentials: [{ certificatePem: certificate.certificatePem }],
    ...base,
  })
}

function msalFor(
  tenant: SandboxTenant,
  base: string,
  signedWith: ThrowawayCertificate,
  thumbprint = signedWith,
) {
  const send = async (
    url: string,
    method: string,
    options: Parameters<INetworkModule['sendGetRequestAsync']>[1],
  ) => {
    const response = await tenant.fetch(url, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body !== undefined && { body: options.body }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await response.text()) as never,
    }
  }
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `${base}/${tenantId}`,
      knownAuthorities: [new URL(base).host],
      clientCertificate: {
        thumbprintSha256: thumbprint.thumbprintSha256,
        privateKey: signedWith.privateKeyPem,
      },
    },
    system: {
      networkClient: {
        sendGetRequestAsync: (url, options) => send(url, 'GET', options),
        sendPostRequestAsync: (url, options) => send(url, 'POST', options),
      },
    },
  })
}

test('MSAL signs in with the certificate, and Graph accepts the token', async () => {
  const tenant = tenantAt({ graphBase, loginBase })
  const msal = msalFor(tenant, loginBase, certificate)
  const result = await msal.acquireTokenByClientCredential({ scopes: [`${graphBase}/.default`] })
  expect(result?.expiresOn?.getTime()).toBeGreaterThan(Date.now() + 3_000_000)
  const answer = await tenant.fetch(`${graphBase}/v1.0/teams/${teamId}/schedule`, {
    headers: { Authorization: `Bearer ${result?.accessToken ?? ''}` },
  })
  expect(answer.status).toBe(200)
  expect(tenant.requests.map(({ route }) => route)).toEqual(['openid-configuration', 'token', 'get-schedule'])
})

test("MSAL signs in to the tenant at Microsoft's own addresses or at a local port", async () => {
  for (const bases of [
    { graphBase: 'https://graph.microsoft.com', loginBase: 'https://login.microsoftonline.com' },
    { graphBase: 'https://127.0.0.1:8443', loginBase: 'https://127.0.0.1:8443' },
  ]) {
    const tenant = tenantAt(bases)
    const msal = msalFor(tenant, bases.loginBase, certificate)
    const result = await msal.acquireTokenByClientCredential({
      scopes: ['https://graph.microsoft.com/.default'],
    })
    expect(result?.accessToken).toBeTruthy()
  }
})

test('MSAL gets no token with a certificate that is not registered, nor with the key of another', async () => {
  const tenant = tenantAt({ graphBase, loginBase })
  const scopes = [`${graphBase}/.default`]
  for (const msal of [msalFor(tenant, loginBase, other), msalFor(tenant, loginBase, other, certificate)]) {
    await expect(msal.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({
      errorCode: 'invalid_client',
      errorMessage: expect.stringContaining('AADSTS700027') as string,
    })
  }
})
