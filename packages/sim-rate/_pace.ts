/** How many steps to run at once where samples may end early. */
export interface Pace {
  /** Steps of the block that begins with step `t`. */
  readonly stepsAt: (t: number) => number;
  /** Told after how many steps a sample has ended. */
  readonly ended: (steps: number) => void;
}

/** So many samples that reached a step tell how those after them will go on. */
const FEW = 16;

/** Steps at once as long as little is known. */
const UNKNOWN = 2;

/** A block grows while no more than this share of samples ends inside of it. */
const WASTED = 1 / 8;

/**
 * Start to learn where samples end. A block costs a little, whatever its length; what it runs beyond
 * the end of a sample is wasted. So a block is as long as at most an eighth of the samples that reached
 * its first step ended before its last one began: of a ResNet-20 that ends after 6 of 16 steps, the
 * first four steps are a block, then each is one, which takes a tenth less time than blocks of 2.
 *
 * No record depends on it: what is run beyond the end is not kept.
 *
 * @param timesteps T.
 * @param most Steps of a block at most.
 */
export function createPace(timesteps: number, most: number): Pace {
  /** How many samples went on after so many steps. */
  const reached = new Uint32Array(timesteps + 1);
  const stepsAt = (t: number): number => {
    const going = reached[t];
    if (going < FEW) return Math.min(UNKNOWN, most);
    let steps = 1;
    const last = Math.min(most, timesteps - t);
    while (steps < last && going - reached[t + steps] <= WASTED * going) steps++;
    return steps;
  };
  const ended = (steps: number): void => {
    for (let t = 0; t < steps; t++) reached[t]++;
  };
  return { stepsAt, ended };
}
