import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainHead } from '../../electron/journal/chain/chain.ts'
import type { Rules } from '../../electron/sandbox/rules.ts'
import { judge, type Verdict } from './judge.ts'
import { openKillSite, type KillSite, type Tap } from './kill-site.ts'
import { liveMoments } from './moments.ts'
import { planRounds, type Round } from './plan.ts'
import { seededRandom } from './random.ts'

/**
 * The built preview host is killed with SIGKILL at every distinguishable point of a tap, against the sandbox
 * tenant over HTTPS; started again each time, it must have ended every recorded tap's card once and at the tap's
 * time. KIOSK_KILLS: how often; KIOSK_KILL_SEED: the numbers a failed run has printed.
 */
const kills = Number(process.env['KIOSK_KILLS'] ?? 60)
const seed = Number(process.env['KIOSK_KILL_SEED'] ?? Date.now() % 1_000_000)
const siteCount = 4
const lateByMinutes = 20
const maxMsPerKill = 20_000

const random = seededRandom(seed)
const secondClockOuts: readonly Rules['secondClockOut'][] = ['refuse', 'ignore', 'overwrite']
const counted = new Map<string, number>()
const sites: KillSite[] = []
let taps = 0
let lostBeforeCommit = 0

beforeAll(async () => {
  sites.push(...(await Promise.all(Array.from({ length: siteCount }, () => openKillSite(random)))))
})

afterAll(async () => {
  await Promise.all(sites.map((site) => site.close()))
})

test(
  `killed ${kills} times at any point, the kiosk ends each recorded tap's card once and at the tap's time`,
  async () => {
    const rounds = planRounds(kills).map((round, index) => ({ ...round, number: index + 1 }))
    const startedAtMs = performance.now()
    let failed = false
    const work = async (site: KillSite): Promise<void> => {
      let head: ChainHead | undefined
      await site.recover()
      for (let round = rounds.shift(); round !== undefined && !failed; round = rounds.shift()) {
        try {
          const verdict = await play(site, round, head)
          head = verdict.head
          lostBeforeCommit += verdict.lostBeforeCommit
          taps += verdict.taps
        } catch (problem) {
          failed = true
          const names = round.moments.map(({ name }) => name).join('; then ')
          throw new Error(
            `Round ${round.number} (seed ${seed}), ${round.kind}, killed ${names}: ${String(problem)}`,
            {
              cause: problem,
            },
          )
        }
      }
    }
    const outcomes = await Promise.allSettled(sites.map(work))
    tellCounts((performance.now() - startedAtMs) / 1000)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    expect([...counted.values()].reduce((sum, count) => sum + count, 0)).toBe(kills)
  },
  60_000 + kills * maxMsPerKill,
)

async function play(site: KillSite, { kind, moments }: Round, head: ChainHead | undefined): Promise<Verdict> {
  site.tenant.tenant.rules.secondClockOut = ruleFor(moments)
  const taps = kind === 'live' ? await playLive(site, moments) : await playLate(site, moments)
  await site.recover()
  await site.quiet()
  return judge(site, taps, head)
}

/** One or two people tap while the kiosk runs. */
async function playLive(site: KillSite, [first, ...rest]: Round['moments']): Promise<Tap[]> {
  if (first === undefined) throw new Error('A round without a kill.')
  const people = site.nextPeople(1 + Math.floor(random() * 2))
  const killed = site.kill(first, people.length)
  const taps: Tap[] = []
  for (const person of people) {
    taps.push({ ...person, tappedAtMs: Date.now(), isLate: false })
    await site.type(person.badge)
  }
  count(await killed)
  for (const moment of rest) count(await site.startAndKill(moment))
  return taps
}

async function playLate(site: KillSite, moments: Round['moments']): Promise<Tap[]> {
  const taps: Tap[] = []
  for (const person of site.nextPeople(1)) taps.push(await site.leaveLateTap(person, lateByMinutes))
  for (const moment of moments) count(await site.startAndKill(moment))
  return taps
}

/**
 * A card that is ended between the kiosk's look at it and its clock-out is a race no client can close; where the
 * service overwrites, it ends the card twice. It is described in ARCHITECTURE.md and not checked here.
 */
function ruleFor(moments: Round['moments']): Rules['secondClockOut'] {
  const rules = moments.includes(liveMoments.changesLater) ? secondClockOuts.slice(0, 2) : secondClockOuts
  return rules[Math.floor(random() * rules.length)] ?? 'refuse'
}

function count(name: string): void {
  counted.set(name, (counted.get(name) ?? 0) + 1)
}

function tellCounts(seconds: number): void {
  const total = [...counted.values()].reduce((sum, times) => sum + times, 0)
  const byMoment = [...counted].map(([name, times]) => `${times} ${name}`).join(', ')
  const figures = `${taps} taps, ${lostBeforeCommit} of them killed before their commit; seed ${seed}`
  process.stdout.write(`${total} kills in ${seconds.toFixed(0)} s (${figures}): ${byMoment}\n`)
}
