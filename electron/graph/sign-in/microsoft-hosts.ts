/**
 * Microsoft's own sign-in and Graph hosts, the national clouds included.
 * Source: "National cloud deployments" (Microsoft Graph) and "National clouds" (Microsoft identity platform).
 */
const signInHosts = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
])
const graphHosts = new Set([
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
])

/** Whether MSAL knows the sign-in endpoint. Any other must be passed to it as a known authority. */
export function isMicrosoftSignIn(loginEndpoint: string): boolean {
  return signInHosts.has(new URL(loginEndpoint).host)
}

/**
 * The scope to request a token for. A national cloud has its own Graph; any other host (a proxy, a test
 * tenant) stands for the global Graph, and Entra issues tokens only for that.
 */
export function graphScope(graphEndpoint: string): string {
  const { host } = new URL(graphEndpoint)
  return `https://${graphHosts.has(host) ? host : 'graph.microsoft.com'}/.default`
}
