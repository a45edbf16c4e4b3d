import { type CounterRandom, threefry, wordsOf } from "@snnkit/tensor";
import { softmax } from "./_softmax.ts";
import type { Tally } from "./_tally.ts";

/** Random numbers of a sample's read-out: the word `at` of step `t`, in `[0, 1)`. */
export type Draws = (t: number, at: number) => number;

/** Counters of the read-out end so; those of input coding end in 0. */
const READOUT = 1;

/** What a read-out may draw for one sample: a function of the seed and the sample's number. */
export function drawsOf(seed: number, index: number): Draws {
  const random: CounterRandom = threefry([...wordsOf(seed), ...wordsOf(index)]);
  const words = new Uint32Array(4);
  return (t, at) => {
    random([at >>> 2, 0, t, READOUT], words);
    return words[at & 3] / 0x1_0000_0000;
  };
}

/** Which output neurons spike in step `t`, given the soft-max of the potentials. */
export type Competition = (t: number, p: Float64Array, spike: (neuron: number) => void) => void;

/** A generator of fixed rate decides when, the soft-max who: the class whose share the draw falls in. */
export function clockedCompetition(draw: Draws, rate: number): Competition {
  return (t, p, spike) => {
    if (!(draw(t, 0) < rate)) return;
    const at = draw(t, 1);
    let [sum, chosen] = [0, -1];
    for (let i = 0; i < p.length; i++) {
      if (p[i] > 0 && sum <= at) chosen = i;
      sum += p[i];
    }
    // Where the soft-max is no number, nobody is chosen.
    if (chosen >= 0) spike(chosen);
  };
}

/** Every neuron spikes with its share as probability, whatever the others do. */
export function freeCompetition(draw: Draws): Competition {
  return (t, p, spike) => {
    for (let i = 0; i < p.length; i++) if (draw(t, i) < p[i]) spike(i);
  };
}

/**
 * The class with the most spikes wins; of equals, and so before the first spike, that with the largest
 * potential; then the lowest. Scores are rates, spikes a step.
 */
export function spikingTally(classes: number, compete: Competition): Tally {
  const potentials = new Float64Array(classes);
  const spikes = new Int32Array(classes);
  let [t, total] = [0, 0];
  const add = (evidence: Float64Array): void => {
    potentials.set(evidence);
    compete(t++, softmax(potentials), (neuron) => {
      spikes[neuron]++;
      total++;
    });
  };
  const decide = (): number => {
    let [best, most, highest] = [0, -1, -Infinity];
    for (let i = 0; i < classes; i++) {
      // What is not a number never wins over a number.
      const potential = Number.isNaN(potentials[i]) ? -Infinity : potentials[i];
      if (spikes[i] > most || (spikes[i] === most && potential > highest)) {
        [best, most, highest] = [i, spikes[i], potential];
      }
    }
    return best;
  };
  return {
    add,
    decide,
    scores: (steps) => Float32Array.from(spikes, (n) => n / steps),
    hasSpiked: () => total > 0,
  };
}
