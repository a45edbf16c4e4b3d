import type { EarlyDecision } from "@snnkit/recording";
import type { SourceReadout } from "./output_readout.ts";

/** What the outputs have received of a sample, and what they could have. */
export interface OutputSpikes {
  /** What the outputs are when nothing spikes, `[classes]`. */
  readonly base: Float64Array;
  /** What each population brings them. */
  readonly sources: readonly SourceReadout[];
  /** Values of the neurons of each population, in the order of the sources. */
  readonly values: readonly Float64Array[];
  /** When the first could arrive. */
  readonly start: number;
  /** When all has arrived. */
  readonly end: number;
}

/** What is known at some times. */
export interface Answers {
  /** The class that leads. */
  readonly classes: Uint16Array;
  /** How many targets among the outputs spikes have reached. */
  readonly reached: Float64Array;
}

/** A spike on its way to the outputs. */
interface Arrival {
  readonly source: SourceReadout;
  readonly neuron: number;
  readonly value: number;
}

/**
 * When no spike that may still come could change the class.
 *
 * Spikes arrive by falling value: one of value `x` at `end − x`. At the time `end − r` every neuron
 * that has not spiked has a value of at most `r`. With `V` the outputs as far as they are known and
 * `U` those neurons, class `i` is safe from `k` where
 * `V_i − V_k ≥ r · Σ_{j ∈ U} max(0, W_kj − W_ij)`. A class that is safe from all stays so; the
 * time of that is found by bisection over the spikes, then exactly between two of them. Ties go to
 * the lowest class.
 */
export function earlyDecision(spikes: OutputSpikes): EarlyDecision {
  const { start, end } = spikes;
  const arrivals = arrivalsOf(spikes);
  let low = 0;
  let high = arrivals.length;
  // The class is certain after all spikes; the search is for the least number of them.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (leadAfter(spikes, arrivals, middle).safeFrom >= (arrivals[middle]?.value ?? 0)) {
      high = middle;
    } else low = middle + 1;
  }
  const { leader, safeFrom } = leadAfter(spikes, arrivals, low);
  const latest = low === 0 ? Infinity : arrivals[low - 1].value;
  const time = Math.max(start, end - Math.min(safeFrom, latest));
  return { class: leader, time, spikes: low };
}

/**
 * The class that leads at each of some times, by what the outputs will be if nothing more comes.
 *
 * @param times Ascending.
 */
export function classesAt(spikes: OutputSpikes, times: Float64Array): Answers {
  const { base, end } = spikes;
  const arrivals = arrivalsOf(spikes);
  const known = base.slice();
  const classes = new Uint16Array(times.length);
  const reached = new Float64Array(times.length);
  let next = 0;
  let targets = 0;
  times.forEach((time, at) => {
    for (; next < arrivals.length && end - arrivals[next].value <= time; next++) {
      const { source: { start }, neuron } = arrivals[next];
      add(known, arrivals[next]);
      targets += start[neuron + 1] - start[neuron];
    }
    classes[at] = argMax(known);
    reached[at] = targets;
  });
  return { classes, reached };
}

function arrivalsOf({ sources, values }: OutputSpikes): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  sources.forEach((source, s) => {
    values[s].forEach((value, neuron) => {
      if (value > 0) arrivals.push({ source, neuron, value });
    });
  });
  return arrivals.sort((a, b) => b.value - a.value);
}

function add(known: Float64Array, { source, neuron, value }: Arrival): void {
  const { start, target, weight } = source;
  for (let e = start[neuron]; e < start[neuron + 1]; e++) known[target[e]] += weight[e] * value;
}

/** Who leads after some arrivals, and up to which value of spikes to come the lead is safe. */
function leadAfter(
  { base, sources, values }: OutputSpikes,
  arrivals: readonly Arrival[],
  count: number,
): { readonly leader: number; readonly safeFrom: number } {
  const known = base.slice();
  for (let n = 0; n < count; n++) add(known, arrivals[n]);
  const leader = argMax(known);
  const threat = new Float64Array(known.length);
  const row = new Float64Array(known.length);
  const spoken = values.map((list) => new Uint8Array(list.length));
  const at = new Map(sources.map((source, s) => [source, spoken[s]]));
  for (let n = 0; n < count; n++) at.get(arrivals[n].source)![arrivals[n].neuron] = 1;
  // What a neuron takes from the leader it takes from it against all classes alike.
  let common = 0;
  sources.forEach(({ start, target, weight }, s) => {
    for (let j = 0; j < values[s].length; j++) {
      if (spoken[s][j]) continue;
      for (let e = start[j]; e < start[j + 1]; e++) row[target[e]] += weight[e];
      const own = row[leader];
      const taken = Math.max(0, -own);
      common += taken;
      for (let e = start[j]; e < start[j + 1]; e++) {
        const k = target[e];
        if (k !== leader && row[k] !== 0) threat[k] += Math.max(0, row[k] - own) - taken;
        row[k] = 0;
      }
    }
  });
  let safeFrom = Infinity;
  known.forEach((value, k) => {
    if (k === leader) return;
    const margin = known[leader] - value;
    const gain = Math.max(0, threat[k] + common);
    if (gain > 0) safeFrom = Math.min(safeFrom, margin / gain);
    // A class before the leader would win a tie.
    if (k < leader && margin <= 0) safeFrom = Math.min(safeFrom, 0);
  });
  return { leader, safeFrom };
}

function argMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
