import type { Turn } from "./contestant.ts";

/** What one contestant did in all its turns. */
export interface Standing {
  /** What it is called. */
  readonly name: string;
  /** Median of its turns. */
  readonly imagesPerSecond: number;
  /** Its slowest and its fastest turn. */
  readonly range: readonly [number, number];
  /** Share of the images that got their label. */
  readonly accuracy: number;
  /** How many times as many images a second the first contestant simulates: the median of rounds. */
  readonly ratio: number;
}

/** The middle of some numbers; of an even count the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2;
}

/**
 * What turns tell. Ratios are taken round by round, between neighbours in time: what slows a machine
 * down for a minute slows both sides down.
 *
 * @param turns Of each contestant, one a round; ours first.
 */
export function compareTurns(
  turns: readonly { readonly name: string; readonly turns: readonly Turn[] }[],
): Standing[] {
  const costOf = ({ seconds, images }: Turn): number => seconds / images;
  const [ours] = turns;
  return turns.map(({ name, turns: own }) => {
    const rates = own.map((turn) => 1 / costOf(turn));
    return {
      name,
      imagesPerSecond: median(rates),
      range: [Math.min(...rates), Math.max(...rates)],
      accuracy: own[0].correct / own[0].images,
      ratio: median(own.map((turn, round) => costOf(turn) / costOf(ours.turns[round]))),
    };
  });
}
