import type { Score } from './score.ts'

/** A note swells and fades in this time: begun or cut off at once, it would click. */
const edgeS = 0.008

/**
 * Puts a score on the context's timeline from `startS` on. `volume` from 0 to 1. Answers the end of the timeline it
 * takes, and how to break it off.
 */
export function play(
  context: BaseAudioContext,
  score: Score,
  volume: number,
  startS: number,
): { readonly endS: number; readonly stop: () => void } {
  const out = new GainNode(context, { gain: volume })
  out.connect(context.destination)
  let endS = startS
  for (const { atS, lastsS, pitchHz, level, wave } of score) {
    const beginS = startS + atS
    const overS = beginS + lastsS
    const tone = new OscillatorNode(context, { type: wave, frequency: pitchHz })
    const envelope = new GainNode(context, { gain: 0 })
    envelope.gain
      .setValueAtTime(0, beginS)
      .linearRampToValueAtTime(level, beginS + edgeS)
      .setValueAtTime(level, overS - lastsS / 2)
      .linearRampToValueAtTime(0, overS)
    tone.connect(envelope).connect(out)
    tone.start(beginS)
    tone.stop(overS)
    endS = Math.max(endS, overS)
  }
  return {
    endS,
    stop: () => {
      out.gain.setTargetAtTime(0, context.currentTime, edgeS)
    },
  }
}
