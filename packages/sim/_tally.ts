import { softmax } from "./_softmax.ts";

/** Scores the classes of one sample, step by step. */
export interface Tally {
  /** Takes in what each class has gathered by now, in the unit of logits times steps. */
  readonly add: (evidence: Float64Array) => void;
  /** The winning class so far. */
  readonly decide: () => number;
  /** Scores of the classes after so many steps. */
  readonly scores: (steps: number) => Float32Array;
  /** Whether any output neuron has spiked so far. */
  readonly hasSpiked: () => boolean;
}

/** The class with the most evidence wins, the lowest of equals; what is not a number never does. */
export function evidenceTally(classes: number, asProbabilities: boolean): Tally {
  const evidence = new Float64Array(classes);
  const decide = (): number => {
    let [best, highest] = [0, -Infinity];
    for (let i = 0; i < classes; i++) {
      if (evidence[i] > highest) [best, highest] = [i, evidence[i]];
    }
    return best;
  };
  const scores = (steps: number): Float32Array => {
    const logits = evidence.map((sum) => sum / steps);
    return Float32Array.from(asProbabilities ? softmax(logits) : logits);
  };
  return {
    add: (sums) => evidence.set(sums),
    decide,
    scores,
    hasSpiked: () => evidence.some((sum) => sum !== 0),
  };
}
