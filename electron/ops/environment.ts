import { clientSecretVariable } from '../config/credential.ts'
import type { Environment } from '../config/places.ts'

/**
 * The environment as it was given, with the secret taken out of the process's own: what this process starts (pages,
 * the reader, the crash handler) inherits none, and a crash dump, which on Windows holds the environment, has none.
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
