import { clientSecretVariable } from '../../config/sign-in/credential.ts'
import type { Environment } from '../../config/document/places.ts'

/**
 * The environment as it was given, with the secret taken out of the process's own: what the main script starts from then
 * on (pages, the reader, the crash handler) inherits none. What was there before keeps it: on Linux Chromium's zygote,
 * of which pages and the reader's process are copies, and the service's compositor. The main process needs the secret
 * itself, so its memory has it, and a dump of it may. A certificate is in no environment.
 */
export function takeEnvironment(own: NodeJS.ProcessEnv): Environment {
  const taken = { ...own }
  // Windows ignores the case of a variable's name; a copy does not.
  const names = Object.keys(own).filter((name) => name.toUpperCase() === clientSecretVariable)
  for (const name of names) {
    taken[clientSecretVariable] ??= own[name]
    Reflect.deleteProperty(own, name)
  }
  return taken
}

/** The secrets in an environment, for whoever keeps them out of the log. */
export function secretsIn(env: Environment): readonly string[] {
  const secret = env[clientSecretVariable]
  return secret === undefined || secret === '' ? [] : [secret, secret.trim()]
}
