import type { FirstSpikeRecord } from "@snnkit/recording";
import {
  analogCurrents,
  forEachTarget,
  graphIndex,
  type IfPopulation,
  type Population,
  type Synapse,
} from "@snnkit/sim";
import { gateReach } from "./_gate_reach.ts";
import { createSpikeQueue } from "./_spike_queue.ts";
import { disturber, speaker } from "./_spoken_values.ts";
import type { TimedNetwork } from "./timed_network.ts";
import { checkTtfsOptions, type TtfsOptions, type TtfsSimulator } from "./ttfs_simulator.ts";

/** Something that happens. */
type Event =
  /** A neuron spikes; a relay passes a spike on, weighted. */
  | {
    readonly kind: "spike";
    readonly time: number;
    readonly place: number;
    readonly neuron: number;
    readonly gain: number;
  }
  /** A spike reaches the targets of a synapse. */
  | {
    readonly kind: "arrival";
    readonly time: number;
    readonly place: number;
    readonly synapse: Synapse;
    readonly neuron: number;
    readonly gain: number;
  }
  /** The window of a population starts: its neurons stop to listen and rise with slope 1. */
  | { readonly kind: "window"; readonly time: number; readonly place: number };

/** The membranes of a population. */
interface Membranes {
  /** Potentials at the times below. */
  readonly v: Float64Array;
  /** V̇, Σ W over the spikes that have arrived. */
  readonly slope: Float64Array;
  /** When each potential was last brought up to date. */
  readonly since: Float64Array;
  /** When each neuron spiked; ∞ where it was silent. */
  readonly times: Float64Array;
}

/**
 * The definition, slow: one queue of everything that happens in the network, in the order of time.
 *
 * A spike reaches its targets after the delay that lets its window end when theirs starts, and adds
 * its weight to the slope of their potential, which is otherwise a straight line. When a window
 * starts its neurons take slope 1 and spike where they cross `ϑ = end − start − b`; one that is beyond
 * it already spikes at once. Outputs integrate until all has arrived. Disturbances change times before
 * spikes are sent; they are the numbers that the event engine draws.
 *
 * @param timed What is simulated.
 * @param options What to keep, a clock, and what goes wrong; no decisions before the end.
 * @throws {RangeError} Where an option is out of its range, or a decision before the end is asked for.
 */
export function createReferenceTtfs(timed: TimedNetwork, options: TtfsOptions = {}): TtfsSimulator {
  const { network, windows, layers, places, arrival } = timed;
  const { populations, output } = network;
  checkTtfsOptions(network.name, options);
  if (options.decision || options.deadlines) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as the definition decides at the end only`,
    );
  }
  const speak = speaker(options);
  const listening = listeningEnds(timed);
  const readers = readersOf(timed, listening);
  const relayed = populations.flatMap((p) =>
    p.kind === "if" || p.kind === "relay" ? p.synapses : []
  )
    .filter(({ source }) => populations[source].kind === "relay");
  const reaches = populations.map((p) => p.kind === "gate" ? gateReach(p) : undefined);

  const simulate = (sample: Float32Array, index = 0): FirstSpikeRecord => {
    const analog = analogCurrents(network, sample);
    const disturb = disturber(options.disturbance ?? {}, index);
    const membranes = populations.map(({ neurons }) => restingMembranes(neurons));
    const clipped = populations.map(() => 0);
    const passed = new Map(relayed.map((synapse) => [
      synapse,
      new Uint8Array(populations[synapse.source].neurons),
    ]));
    const queue = createSpikeQueue<Event>();
    let synapticOps = 0;
    const baseOf = (place: number): Float32Array =>
      analog.get(place) ?? (populations[place] as IfPopulation).drift ?? new Float32Array(1);
    /** Neurons say values, at the times that tell them. */
    const say = (place: number, values: Float64Array): void => {
      const window = windows[place]!;
      clipped[place] = speak(values, window).clipped;
      disturb?.(values, window);
      values.forEach((value, neuron) => {
        if (!(value > 0)) return;
        const time = window.end - value;
        membranes[place].times[neuron] = time;
        queue.push({ kind: "spike", time, place, neuron, gain: 1 });
      });
    };
    const open = (place: number): void => {
      const { v, slope, since } = membranes[place];
      const { start, end } = windows[place]!;
      const base = baseOf(place);
      const values = new Float64Array(v.length);
      for (let i = 0; i < v.length; i++) {
        v[i] += slope[i] * (start - since[i]);
        const threshold = end - start - base[i % base.length];
        const crossing = start + (threshold - v[i]);
        values[i] = end - crossing;
      }
      say(place, values);
    };
    const send = ({ time, place: from, neuron, gain }: Extract<Event, { kind: "spike" }>): void => {
      for (const { place, synapse, delay } of readers[from].synapses) {
        queue.push({ kind: "arrival", time: time + delay, place, synapse, neuron, gain });
      }
      for (const { place, channel, channels, delay } of readers[from].gates) {
        const { start, target } = reaches[place]!;
        const pixel = Math.floor(neuron / channels);
        const own = populations[place].layout.channels;
        for (let e = start[pixel]; e < start[pixel + 1]; e++) {
          const gate = target[e] * own + channel + neuron % channels;
          const { times } = membranes[place];
          if (times[gate] !== Infinity) continue;
          times[gate] = time + delay;
          queue.push({ kind: "spike", time: time + delay, place, neuron: gate, gain: 1 });
        }
      }
    };
    const receive = (event: Extract<Event, { kind: "arrival" }>): void => {
      const { time, place, synapse, neuron, gain } = event;
      // The sum that a relay passes on counts once a target, however many spikes it is made of.
      const known = passed.get(synapse);
      const isNew = known?.[neuron] !== 1;
      if (known) known[neuron] = 1;
      const { v, slope, since } = membranes[place];
      const isRelay = populations[place].kind === "relay";
      // What comes after the start of the window, by rounding, is not heard.
      const isLate = !isRelay && time > listening[place];
      forEachTarget(synapse, neuron, (target, weight) => {
        if (isNew) synapticOps++;
        if (isRelay) {
          queue.push({ kind: "spike", time, place, neuron: target, gain: gain * weight });
        } else if (!isLate) {
          v[target] += slope[target] * (time - since[target]);
          since[target] = time;
          slope[target] += gain * weight;
        }
      });
    };

    populations.forEach((population, place) => {
      if (population.kind === "encoder") say(place, Float64Array.from(analog.get(place)!));
      if (population.kind === "if" && place !== output) {
        queue.push({ kind: "window", time: windows[place]!.start, place });
      }
    });
    for (let event = queue.pop(); event; event = queue.pop()) {
      if (event.kind === "window") open(event.place);
      else if (event.kind === "spike") send(event);
      else receive(event);
    }
    const last = membranes[output];
    const base = baseOf(output);
    const scores = new Float32Array(last.v.length);
    last.v.forEach((v, i) => {
      const value = v + last.slope[i] * (arrival.end - last.since[i]) + base[i % base.length];
      scores[graphIndex(populations[output].layout, i)] = value;
    });
    const { times = false } = options;
    return {
      scores,
      spikes: Uint32Array.from(places, (p) => membranes[p].times.filter(Number.isFinite).length),
      clipped: Uint32Array.from(places, (p) => clipped[p]),
      synapticOps,
      ...times && { times: places.map((p) => inGraphOrder(timed, p, membranes[p].times)) },
    };
  };
  return { engine: "reference", layers, simulate };
}

/** Who hears a population. */
interface Readers {
  readonly synapses: readonly {
    readonly place: number;
    readonly synapse: Synapse;
    /** From a spike to its arrival. */
    readonly delay: number;
  }[];
  readonly gates: readonly {
    readonly place: number;
    readonly channel: number;
    readonly channels: number;
    readonly delay: number;
  }[];
}

/** Until when each population listens: all that it reads has arrived by then. */
function listeningEnds({ network, windows, arrival }: TimedNetwork): readonly number[] {
  const { populations, output } = network;
  const ends: number[] = [];
  for (let place = populations.length - 1; place >= 0; place--) {
    const { kind } = populations[place];
    if (place === output) ends[place] = arrival.end;
    else if (kind === "gate") ends[place] = windows[place]!.end;
    else if (kind !== "relay") ends[place] = windows[place]!.start;
    else {
      // A relay passes on at once: it listens until the first of its readers stops to.
      const readers = [...populations.keys()].filter((p) => reads(populations[p], place));
      ends[place] = Math.min(...readers.map((reader) => ends[reader]));
    }
  }
  return ends;
}

function reads(population: Population, place: number): boolean {
  switch (population.kind) {
    case "if":
    case "relay":
      return population.synapses.some(({ source }) => source === place);
    case "gate":
      return population.sources.some((source) => source.population === place);
    default:
      return false;
  }
}

function readersOf(
  { network: { populations }, windows }: TimedNetwork,
  listening: readonly number[],
): readonly Readers[] {
  return populations.map((_, from): Readers => {
    const end = windows[from]?.end ?? listening[from];
    return {
      synapses: populations.flatMap((p, place) =>
        p.kind === "if" || p.kind === "relay"
          ? p.synapses.filter(({ source }) => source === from)
            .map((synapse) => ({ place, synapse, delay: listening[place] - end }))
          : []
      ),
      gates: populations.flatMap((p, place) =>
        p.kind === "gate"
          ? p.sources.filter(({ population }) => population === from)
            .map(({ channel, channels }) => ({
              place,
              channel,
              channels,
              delay: listening[place] - end,
            }))
          : []
      ),
    };
  });
}

function restingMembranes(neurons: number): Membranes {
  const zeros = (): Float64Array => new Float64Array(neurons);
  return { v: zeros(), slope: zeros(), since: zeros(), times: zeros().fill(Infinity) };
}

function inGraphOrder(
  { network }: TimedNetwork,
  place: number,
  values: Float64Array,
): Float64Array {
  const { layout } = network.populations[place];
  const ordered = new Float64Array(values.length);
  values.forEach((value, neuron) => ordered[graphIndex(layout, neuron)] = value);
  return ordered;
}
