import { clientSecretVariable } from '../../config/sign-in/credential.ts'
import type { Environment } from '../../config/document/places.ts'

/**
 * Returns a copy of the environment and removes the client secret from the process's own. Processes that the
 * main script starts later (pages, the reader, the crash handler) do not inherit it. Processes started before
 * keep it: on Linux Chromium's zygote, from which pages and the reader process are forked, and the service's
 * compositor. The main process needs the secret, so its memory, and possibly a crash dump, holds it. With a
 * certificate there is no secret.
 */
export function captureEnvironment(own: NodeJS.ProcessEnv): Environment {
  const copy = { ...own }
  // Variable names are case-insensitive on Windows, but not in a copy.
  const names = Object.keys(own).filter((name) => name.toUpperCase() === clientSecretVariable)
  for (const name of names) {
    copy[clientSecretVariable] ??= own[name]
    Reflect.deleteProperty(own, name)
  }
  return copy
}

/** The secrets in an environment, to be redacted from the log. */
export function secretsIn(env: Environment): readonly string[] {
  const secret = env[clientSecretVariable]
  return secret === undefined || secret === '' ? [] : [secret, secret.trim()]
}
