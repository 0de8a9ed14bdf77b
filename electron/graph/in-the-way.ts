/**
 * Keeps in mind which of Microsoft's services something else answers for. `told`: what does, and what to look at, in
 * words; undefined once each has answered for itself again. Called at each change.
 */
export function createInTheWay(told: (problem: string | undefined) => void): {
  /** `status`: of what something else answered in the service's place; undefined: the service answered. */
  answered(endpoint: string, status: number | undefined): void
} {
  const problems = new Map<string, string>()
  let last: string | undefined
  return {
    answered: (endpoint, status) => {
      const { host } = new URL(endpoint)
      if (status === undefined) problems.delete(host)
      else problems.set(host, inWords(host, status))
      const next = problems.size === 0 ? undefined : [...problems.values()].join('; ')
      if (next === last) return
      last = next
      told(next)
    },
  }
}

function inWords(host: string, status: number): string {
  return (
    `status ${status} came without Microsoft's request id, or with another request's, when ${host} was asked: ` +
    'look at the proxy, firewall or sign-in page on the way, and let this host through unchanged'
  )
}
