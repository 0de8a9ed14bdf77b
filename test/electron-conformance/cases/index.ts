import type { ConformanceCase } from '../conformance-case.ts'
import { appLife } from './app-life.ts'
import { bridge } from './bridge.ts'
import { messages } from './messages.ts'
import { network } from './network.ts'
import { pages } from './pages.ts'
import { preferences } from './preferences.ts'
import { processes } from './processes.ts'
import { screens } from './screen.ts'
import { sessions } from './sessions.ts'
import { windows } from './windows.ts'

/** Every behaviour of Electron that this project relies on. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...appLife,
  ...windows,
  ...messages,
  ...bridge,
  ...pages,
  ...preferences,
  ...sessions,
  ...processes,
  ...screens,
  ...network,
]
