import { createHash, timingSafeEqual } from 'node:crypto'
import type { AccessTokens } from './access-tokens.ts'
import type { Answer, Call } from '../call.ts'
import { checkAssertion, registerCertificate, type RegisteredCertificate } from './assertion-check.ts'
import { answerEntraFailure, entraFailure, type EntraFailure } from '../graph/graph-errors.ts'

/** The app's proof of identity: an uploaded certificate, or a secret. */
export type Credential = { readonly certificatePem: string } | { readonly secret: string }

export interface EntraOptions {
  readonly tenantId: string
  readonly clientId: string
  /** Read for each request. */
  readonly credentials: readonly Credential[]
  /** Origin of the login service, such as `https://login.microsoftonline.com`. */
  readonly loginBase: string
  /** Resources for which tokens are issued, such as `https://graph.microsoft.com`. */
  readonly resources: readonly string[]
  readonly tokens: AccessTokens
  /** The application permissions that currently have consent. */
  readonly consent: () => readonly string[]
  readonly tokenLifeSeconds: () => number
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Entra's token endpoint for one tenant and one app, and the discovery documents that clients request first.
 */
export class Entra {
  readonly #options: EntraOptions

  constructor(options: EntraOptions) {
    this.#options = options
  }

  /** Computed each time, because IT adds and removes certificates. */
  get #certificates(): readonly RegisteredCertificate[] {
    return this.#options.credentials.flatMap((credential) =>
      'certificatePem' in credential ? [registerCertificate(credential.certificatePem)] : [],
    )
  }

  get #secrets(): readonly string[] {
    return this.#options.credentials.flatMap((credential) =>
      'secret' in credential ? [credential.secret] : [],
    )
  }

  async answer(call: Call): Promise<Answer> {
    const { name, ownerId } = call.route
    if (name === 'instance-discovery') return { status: 200, json: this.#instances() }
    if (name !== 'openid-configuration' && name !== 'token') return { status: 404 }
    const failure =
      ownerId.toLowerCase() === this.#options.tenantId.toLowerCase()
        ? undefined
        : entraFailure(400, 'invalid_request', 90002, `Tenant '${ownerId}' not found.`)
    if (failure) return answerEntraFailure(failure, call)
    return name === 'token' ? this.#token(call) : { status: 200, json: this.#openIdConfiguration() }
  }

  get #tokenUrl(): string {
    return `${this.#options.loginBase}/${this.#options.tenantId}/oauth2/v2.0/token`
  }

  async #token(call: Call): Promise<Answer> {
    const failure = await this.#checkTokenRequest(call)
    if (failure) return answerEntraFailure(failure, call)
    const { tokens, consent, tokenLifeSeconds } = this.#options
    const lifeSeconds = tokenLifeSeconds()
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' },
      json: {
        token_type: 'Bearer',
        expires_in: lifeSeconds,
        ext_expires_in: lifeSeconds,
        access_token: await tokens.issue(consent(), call.atMs, lifeSeconds),
      },
    }
  }

  async #checkTokenRequest(call: Call): Promise<EntraFailure | undefined> {
    const form = new URLSearchParams(call.body)
    const isForm = call.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')
    for (const name of ['grant_type', 'client_id', 'scope']) {
      if (isForm && form.get(name)) continue
      const message = `The request body must contain the following parameter: '${name}'.`
      return entraFailure(400, 'invalid_request', 900144, message)
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return entraFailure(
        400,
        'unsupported_grant_type',
        70003,
        'The app requested an unsupported grant type.',
      )
    }
    const { clientId, tenantId } = this.#options
    if (form.get('client_id')?.toLowerCase() !== clientId.toLowerCase()) {
      const message = `Application with identifier '${form.get('client_id') ?? ''}' was not found in the directory '${tenantId}'.`
      return entraFailure(400, 'unauthorized_client', 700016, message)
    }
    return this.#checkScope(form.get('scope') ?? '') ?? (await this.#checkCredential(form, call))
  }

  #checkScope(scope: string): EntraFailure | undefined {
    const [resource, ...rest] = scope.split('/.default')
    if (rest.length !== 1 || rest[0] !== '') {
      return entraFailure(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with ` +
          '/.default suffixed to the resource identifier (application ID URI).',
      )
    }
    if (this.#options.resources.some((known) => known === resource)) return undefined
    const message = `The resource principal named ${resource ?? ''} was not found in the tenant.`
    return entraFailure(400, 'invalid_resource', 500011, message)
  }

  async #checkCredential(form: URLSearchParams, call: Call): Promise<EntraFailure | undefined> {
    const [assertion, secret] = [form.get('client_assertion'), form.get('client_secret')]
    if (assertion !== null && form.get('client_assertion_type') === assertionType) {
      return checkAssertion(assertion, {
        certificates: this.#certificates,
        clientId: this.#options.clientId,
        audience: this.#tokenUrl,
        nowMs: call.atMs,
      })
    }
    if (assertion === null && secret !== null) {
      return this.#secrets.some((known) => isSameSecret(known, secret))
        ? undefined
        : entraFailure(401, 'invalid_client', 7000215, 'Invalid client secret provided.')
    }
    const message =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    return entraFailure(401, 'invalid_client', 7000218, message)
  }

  #openIdConfiguration(): unknown {
    const { loginBase, tenantId } = this.#options
    const tenantUrl = `${loginBase}/${tenantId}`
    return {
      token_endpoint: this.#tokenUrl,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${tenantUrl}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${tenantUrl}/v2.0`,
      authorization_endpoint: `${tenantUrl}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${tenantUrl}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${tenantUrl}/oauth2/v2.0/logout`,
      tenant_region_scope: null,
      cloud_instance_name: new URL(loginBase).host,
    }
  }

  #instances(): unknown {
    const { loginBase, tenantId } = this.#options
    const { host } = new URL(loginBase)
    return {
      tenant_discovery_endpoint: `${loginBase}/${tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    }
  }
}

function isSameSecret(known: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(known), digest(given))
}
