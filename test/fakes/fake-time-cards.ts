import type { GraphAnswer, GraphFailure } from '../../electron/graph/graph-failure.ts'
import type {
  CardOfPerson,
  ClockOutBody,
  ClockOutCorrection,
  TimeCard,
  TimeCards,
  WholeTimeCard,
} from '../../electron/shifts/time-cards/time-cards.ts'

type Call = 'listOpen' | 'listOpenOfUser' | 'listOfUser' | 'get' | 'clockOut' | 'endBreak' | 'correctClockOut'

/** What happens at the next call of that name, instead of its normal answer. */
export type Script =
  | ({ readonly kind: 'fail'; readonly failure: GraphFailure['kind'] } & Pick<
      Partial<GraphFailure>,
      'retryAfterMs' | 'status' | 'code'
    >)
  /** The change takes effect, the answer does not arrive. */
  | { readonly kind: 'lose-answer' }
  /** No answer until `release` is called. */
  | { readonly kind: 'hold' }

/** A team's time cards in memory, behind the same interface as Graph's. */
export class FakeTimeCards implements TimeCards {
  readonly cards = new Map<string, TimeCard>()
  readonly calls: { readonly call: Call; readonly cardId?: string; readonly body?: ClockOutBody }[] = []
  /** Clock-outs that took effect. */
  readonly ended: { readonly cardId: string; readonly body: ClockOutBody }[] = []
  onBreakRefused = false
  /** Passes before each answer. */
  latency: (() => Promise<void>) | undefined
  #scripts: { readonly call: Call; readonly script: Script }[] = []
  #held: (() => void)[] = []
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  add(card: Partial<TimeCard> & Pick<TimeCard, 'id' | 'userId' | 'clockedInAtMs'>): void {
    this.cards.set(card.id, { state: 'clockedIn', ...card })
  }

  script(call: Call, ...scripts: readonly Script[]): void {
    this.#scripts.push(...scripts.map((script) => ({ call, script })))
  }

  clearScripts(): void {
    this.#scripts = []
  }

  release(): void {
    for (const go of this.#held.splice(0)) go()
  }

  count(call: Call): number {
    return this.calls.filter((made) => made.call === call).length
  }

  listOpen(): Promise<GraphAnswer<readonly TimeCard[]>> {
    return this.#answer({ call: 'listOpen' }, () =>
      ok([...this.cards.values()].filter(({ state }) => state === 'clockedIn' || state === 'onBreak')),
    )
  }

  listOpenOfUser(userId: string): Promise<GraphAnswer<readonly TimeCard[]>> {
    return this.#answer({ call: 'listOpenOfUser' }, () =>
      ok([...this.cards.values()].filter((card) => card.userId === userId && card.state !== 'clockedOut')),
    )
  }

  listOfUser(userId: string): Promise<GraphAnswer<readonly TimeCard[]>> {
    return this.#answer({ call: 'listOfUser' }, () =>
      ok([...this.cards.values()].filter((card) => card.userId === userId)),
    )
  }

  get(cardId: string): Promise<GraphAnswer<WholeTimeCard>> {
    return this.#answer({ call: 'get', cardId }, () => {
      const card = this.cards.get(cardId)
      return card === undefined ? failed('not-found') : ok({ ...card, resource: {} })
    })
  }

  clockOut({ id: cardId }: CardOfPerson, body: ClockOutBody): Promise<GraphAnswer<null>> {
    return this.#answer({ call: 'clockOut', cardId, body }, () => {
      const card = this.cards.get(cardId)
      if (card === undefined) return failed('not-found')
      if (card.state === 'clockedOut') return failed('rejected')
      if (card.state === 'onBreak' && this.onBreakRefused) return failed('rejected')
      this.cards.set(cardId, {
        ...card,
        state: 'clockedOut',
        clockedOutAtMs: this.#nowMs(),
        ...(body.notes !== undefined && { clockOutNote: body.notes }),
      })
      this.ended.push({ cardId, body })
      return ok(null)
    })
  }

  endBreak({ id: cardId }: CardOfPerson, body: ClockOutBody): Promise<GraphAnswer<null>> {
    return this.#answer({ call: 'endBreak', cardId, body }, () => {
      const card = this.cards.get(cardId)
      if (card?.state !== 'onBreak') return failed('rejected')
      this.cards.set(cardId, { ...card, state: 'clockedIn' })
      return ok(null)
    })
  }

  correctClockOut(
    { id }: WholeTimeCard,
    { clockedOutAtMs, note }: ClockOutCorrection,
  ): Promise<GraphAnswer<null>> {
    return this.#answer({ call: 'correctClockOut', cardId: id }, () => {
      const card = this.cards.get(id)
      if (card === undefined) return failed('not-found')
      this.cards.set(id, { ...card, clockedOutAtMs, clockOutNote: note })
      return ok(null)
    })
  }

  async #answer<T>(made: (typeof this.calls)[number], plain: () => GraphAnswer<T>): Promise<GraphAnswer<T>> {
    this.calls.push(made)
    if (this.latency !== undefined) await this.latency()
    const index = this.#scripts.findIndex(({ call }) => call === made.call)
    const [next] = index < 0 ? [] : this.#scripts.splice(index, 1)
    if (next === undefined) return plain()
    switch (next.script.kind) {
      case 'fail':
        return failed(next.script.failure, next.script)
      case 'lose-answer':
        plain()
        return failed('no-answer')
      case 'hold':
        await new Promise<void>((resolve) => this.#held.push(resolve))
        return plain()
      default:
        return next.script satisfies never
    }
  }
}

function ok<T>(value: T): GraphAnswer<T> {
  return { kind: 'ok', value }
}

function failed(
  kind: GraphFailure['kind'],
  { retryAfterMs, status, code }: Pick<Partial<GraphFailure>, 'retryAfterMs' | 'status' | 'code'> = {},
): { readonly kind: 'failed'; readonly failure: GraphFailure } {
  const failure: GraphFailure = {
    kind,
    detail: `scripted ${kind}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
  }
  return { kind: 'failed', failure }
}
