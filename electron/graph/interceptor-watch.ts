/**
 * Tracks for which of Microsoft's services another system (a proxy, a firewall, a sign-in page) answers.
 * `onChange` gets the problem and what to check; undefined once each service answers for itself again.
 */
export function createInterceptorWatch(onChange: (problem: string | undefined) => void): {
  /** `status`: of an answer that did not come from the service; undefined: the service answered. */
  answered(endpoint: string, status: number | undefined): void
} {
  const problems = new Map<string, string>()
  let last: string | undefined
  return {
    answered: (endpoint, status) => {
      const { host } = new URL(endpoint)
      if (status === undefined) problems.delete(host)
      else problems.set(host, describe(host, status))
      const next = problems.size === 0 ? undefined : [...problems.values()].join('; ')
      if (next === last) return
      last = next
      onChange(next)
    },
  }
}

function describe(host: string, status: number): string {
  return (
    `${host} was asked, but status ${status} came without Microsoft's request id, or with the id of another request: ` +
    'check the proxy, firewall or sign-in page on the network, and let this host through unchanged'
  )
}
