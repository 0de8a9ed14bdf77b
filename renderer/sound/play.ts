import type { Score } from './score.ts'

/** Fade-in and fade-out time of a note: without it, the note would click. */
const edgeS = 0.008

/**
 * Schedules a score on the context's timeline from `startS`. `volume` from 0 to 1. Returns when it ends on
 * that timeline, and a function that stops it.
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
