/** The sounds, one for each kind of receipt. */
export type Cue = 'heard' | 'saved-here' | 'confirmed' | 'refused'

/** A tone. Times in seconds from the start of the cue, pitches in hertz, `level` from 0 to 1. */
export interface Note {
  readonly atS: number
  readonly lastsS: number
  readonly pitchHz: number
  readonly level: number
  /** `triangle` has overtones and carries through noise that masks a plain `sine`. */
  readonly wave: 'sine' | 'triangle'
}

export type Score = readonly Note[]

/**
 * The cues differ in the number of notes and their direction, not only in pitch: one tick for heard, the same
 * note twice for saved here, rising for confirmed, falling and slow for refused. Between 250 and 1,100 Hz,
 * where small speakers are loud and hearing loss comes last. Notes never overlap, so a level is also the
 * peak.
 */
export const scores: Readonly<Record<Cue, Score>> = {
  heard: [{ atS: 0, lastsS: 0.07, pitchHz: 880, level: 0.5, wave: 'sine' }],
  'saved-here': [
    { atS: 0, lastsS: 0.11, pitchHz: 587, level: 0.7, wave: 'sine' },
    { atS: 0.16, lastsS: 0.16, pitchHz: 587, level: 0.7, wave: 'sine' },
  ],
  confirmed: [
    { atS: 0, lastsS: 0.1, pitchHz: 659, level: 0.7, wave: 'sine' },
    { atS: 0.11, lastsS: 0.1, pitchHz: 831, level: 0.7, wave: 'sine' },
    { atS: 0.22, lastsS: 0.24, pitchHz: 988, level: 0.7, wave: 'sine' },
  ],
  refused: [
    { atS: 0, lastsS: 0.24, pitchHz: 392, level: 0.8, wave: 'triangle' },
    { atS: 0.28, lastsS: 0.4, pitchHz: 262, level: 0.8, wave: 'triangle' },
  ],
}

/** Duration of a score in milliseconds. */
export function lastsMs(score: Score): number {
  return Math.max(...score.map(({ atS, lastsS }) => atS + lastsS)) * 1000
}
