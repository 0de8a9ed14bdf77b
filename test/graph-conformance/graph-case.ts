import type { Rules } from '../../electron/sandbox/rules.ts'
import type { Call } from './calls.ts'
import type { TestedTenant } from './tested-tenant.ts'

/** Where it is written that Graph or Entra behaves so. */
export type Source =
  /** A page of Microsoft's, and its `ms.date`, or the commit it was read at where it has none. */
  | { readonly page: string; readonly date: string }
  /** The service's own metadata (CSDL, and `@microsoft/microsoft-graph-types`): what is declared there. */
  | { readonly metadata: string }
  /** Nothing that Microsoft has published says so. */
  | 'silent'

/** One of the answers that the kiosk is ready for. */
export interface BelievedAnswer {
  /** What the kiosk then does. */
  readonly kiosk: string
  /** What that means for people's hours. */
  readonly hours: string
  /** Makes the stand-in answer so. Absent: it does by default, whatever its rules. */
  readonly setting?: (rules: Rules) => void
}

/** What a case has seen. */
export type Seen =
  | {
      readonly kind: 'answer'
      /** The key of `answers`. */
      readonly name: string
      /** In milliseconds, by name. */
      readonly measuredMs?: Readonly<Record<string, number>>
    }
  /** An answer that the kiosk is not ready for. `description`: its shape, without any value of it. */
  | { readonly kind: 'unforeseen'; readonly description: string }
  | { readonly kind: 'not-seen'; readonly why: string }

export type Measured<Name extends string> = {
  readonly name: Name
  readonly measuredMs: Readonly<Record<string, number>>
}

/**
 * One belief about Graph or Entra. It runs against every stand-in in `npm test`, and against a real tenant with
 * `npm run probe:tenant`.
 */
export interface GraphCase {
  /** Never changes once a report has named it. */
  readonly id: string
  /** The belief, as one sentence. */
  readonly title: string
  readonly source: Source
  /** The calls it is about. */
  readonly covers: readonly [Call, ...Call[]]
  /** Whether it makes, changes and deletes a time card of its own. */
  readonly changes: 'nothing' | 'own card'
  readonly answers: Readonly<Record<string, BelievedAnswer>>
  /** What any other answer means for people's hours. */
  readonly otherwise: string
  /** A permission beyond `Schedule.ReadWrite.All` without which it cannot be seen. */
  readonly needs?: string
  /** Why a real tenant is never asked. */
  readonly notProbed?: string
  /** Throws `Unforeseen` for any other answer, and `NotSeen` where it could not be seen. */
  run(tenant: TestedTenant): Promise<string | Measured<string>>
}

type Given<Name extends string> = Omit<GraphCase, 'answers' | 'run' | 'source'> & {
  readonly answers: Readonly<Record<Name, BelievedAnswer>>
  run(tenant: TestedTenant): Promise<NoInfer<Name> | Measured<NoInfer<Name>>>
}

/** A case that no document settles: every answer that the kiosk is ready for, by name. */
export function undocumented<const Name extends string>(given: Given<Name>): GraphCase {
  return { ...given, source: 'silent' }
}

/** The name of the one answer of a case that a document settles. */
export const asDocumented = 'as documented'

/** A case with one answer. `run` throws where it is another. */
export function documented(
  given: Omit<GraphCase, 'answers' | 'run' | 'source'> & {
    readonly source: Exclude<Source, 'silent'>
    /** What the kiosk builds on it. */
    readonly kiosk: string
    readonly run: (tenant: TestedTenant) => Promise<void>
  },
): GraphCase {
  const { kiosk, run, ...rest } = given
  return {
    ...rest,
    answers: { [asDocumented]: { kiosk, hours: 'as they were punched' } },
    run: async (tenant) => {
      await run(tenant)
      return asDocumented
    },
  }
}

/** Graph answered in a way that no case foresees. The description has no value of the answer in it. */
export class Unforeseen extends Error {
  override readonly name = 'Unforeseen'
}

/** A change was answered with a card that is not the run's own. Ends the run: the card is not touched. */
export class NotOwnCard extends Error {
  override readonly name = 'NotOwnCard'
}

/** The case cannot be seen on this tenant. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen'
}
