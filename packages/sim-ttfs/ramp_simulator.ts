import { type FireFirst, type TtfsGraph, verifyTtfs } from "@snnkit/ir";
import type { FirstSpikeRecord, LayerInfo } from "@snnkit/recording";
import {
  analogCurrents,
  compileNetwork,
  graphIndex,
  layersOf,
  type Population,
  spikingPopulations,
} from "@snnkit/sim";
import { asRateGraph } from "./_as_rate_graph.ts";
import { connectionsOf, type VisitConnections } from "./_connections.ts";
import { type GateReach, gateReach } from "./_gate_reach.ts";
import { createHappenings, type Happenings } from "./_happenings.ts";
import { createRampNeurons } from "./_ramp_neurons.ts";

/** What to keep of networks whose neurons have no windows. */
export interface RampOptions {
  /** Whether to keep the time of every spike; not unless given. */
  readonly times?: boolean;
}

/** What a sample did in such a network. */
export interface RampRecord extends FirstSpikeRecord {
  /** Changes of thresholds by driven inputs: work that spikes do not do. */
  readonly thresholdOps: number;
}

/** A network of neurons without windows, made ready to run. */
export interface RampSimulator {
  /** `"event"`. */
  readonly engine: string;
  /** The populations that spike, outputs included, in the order of the records. */
  readonly layers: readonly LayerInfo[];
  /** As of a network with windows; nothing is ever cut off. */
  readonly simulate: (sample: Float32Array) => RampRecord;
}

/**
 * Simulate a network after Rueckauer and Liu: see {@linkcode FireFirst}.
 *
 * Event-driven in continuous time. As nothing leads back, populations are simulated one after the
 * other: each hears what those before it did, in the order of time, and between two happenings every
 * potential is a straight line. Max-pools pass the first spike of a window; with `"corrective"` neurons
 * they take it back when no input is up any more.
 *
 * Scores are `unit / t`, 0 for outputs that stay silent; where all do, they are the slopes in the end.
 *
 * @param graph A network without windows, one input and one output, which are neurons.
 * @param options What to keep.
 * @throws {InvalidGraphError} Where the graph breaks the rules of its dialect.
 * @throws {TypeError} Where neurons have windows, or it has not one input and one output.
 *
 * @example
 * ```ts
 * import { graphBuilder, type TtfsOp } from "@snnkit/ir";
 * import { createRampSimulator } from "@snnkit/sim-ttfs";
 * import { dense } from "@snnkit/testkit";
 * import { filled, tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const one = filled([1], 1);
 * const neurons = { kind: "fireFirst", threshold: one, remedy: "none", unit: one } as const;
 * const net = graphBuilder<TtfsOp>("two-layers");
 * const hidden = net.add(neurons, net.input([2]));
 * net.add(neurons, net.add(dense(tensor([1, 2], [1, 1])), hidden));
 * const simulator = createRampSimulator(net.finish(), { times: true });
 * const { times } = simulator.simulate(Float32Array.of(1, 0.5));
 * // Spikes at 1 / 1 and 1 / 0.5; the first alone would bring the output to its threshold at 2.
 * assertEquals(times?.map((layer) => [...layer]), [[1, 2], [2]]);
 * ```
 */
export function createRampSimulator(graph: TtfsGraph, options: RampOptions = {}): RampSimulator {
  verifyTtfs(graph);
  const neurons = neuronsOf(graph);
  const network = compileNetwork(asRateGraph(graph));
  const { populations, output } = network;
  // The last population only reads the output neurons.
  const places = spikingPopulations(network).filter((place) => place !== output);
  const infos = new Map(layersOf(network).map((info) => [info.id, info]));
  const layers = places.map((place) => infos.get(populations[place].id)!);
  const answer = places.find((place) => populations[place].id === graph.outputs[0]);
  if (answer === undefined) {
    throw new TypeError(
      `Cannot simulate "${graph.name}" as its output must be neurons: "${
        graph.outputs[0]
      }" is none`,
    );
  }
  const reaches = populations.map((p) => p.kind === "gate" ? gateReach(p) : undefined);
  const synapses = populations.map((p): readonly Heard[] =>
    p.kind === "if" || p.kind === "relay"
      ? p.synapses.map((synapse) => ({
        source: synapse.source,
        visit: connectionsOf(synapse, populations[synapse.source].neurons),
      }))
      : []
  );

  const simulate = (sample: Float32Array): RampRecord => {
    const analog = analogCurrents(network, sample);
    const told: Happenings[] = [];
    const times = populations.map(({ neurons }) => new Float64Array(neurons).fill(Infinity));
    let [synapticOps, thresholdOps] = [0, 0];
    let slopes: Float64Array = new Float64Array(0);
    populations.forEach((population, place) => {
      if (place === output) return;
      const tell = createHappenings();
      if (population.kind === "gate") {
        passEarliest(population, reaches[place]!, told, times[place], tell.add);
      } else if (population.kind === "relay") {
        hear(synapses[place], told, ({ visit }, { time, neuron, spike, driven }, e) => {
          visit(neuron[e], (target, weight) => {
            tell.add(time[e], target, spike[e] * weight, driven[e] * Math.abs(weight));
            if (spike[e] !== 0) synapticOps++;
          });
        });
      } else if (population.kind === "if") {
        const { remedy } = neurons.get(population.id)!;
        const bias = biasOf(population, analog.get(place));
        const ramp = createRampNeurons(bias, population.threshold, remedy, tell);
        hear(synapses[place], told, ({ visit }, events, e) => {
          const [time, spike, driven] = [events.time[e], events.spike[e], events.driven[e]];
          visit(events.neuron[e], (target, weight) => {
            ramp.reach(target, time, spike * weight, driven * Math.abs(weight));
            if (spike !== 0) synapticOps++;
            if (driven !== 0) thresholdOps++;
          });
        });
        ramp.finish();
        times[place].set(ramp.times);
        slopes = place === answer ? ramp.slopes : slopes;
      }
      told[place] = tell.finish();
    });
    return {
      scores: scoresOf(populations[answer], times[answer], slopes, neurons.get(graph.outputs[0])!),
      spikes: Uint32Array.from(places, (place) => spikesIn(told[place])),
      clipped: new Uint32Array(places.length),
      synapticOps,
      thresholdOps,
      ...options.times && {
        times: places.map((place) => inGraphOrder(populations[place], times[place])),
      },
    };
  };
  return { engine: "event", layers, simulate };
}

/** The neurons of a graph by their nodes. */
function neuronsOf(graph: TtfsGraph): ReadonlyMap<string, FireFirst> {
  const timed = graph.nodes.find(({ op }) => op.kind === "fireOnce" || op.kind === "encodeLatency");
  if (timed) {
    throw new TypeError(
      `Cannot simulate "${graph.name}" without windows as its neurons have some: "${timed.id}"`,
    );
  }
  return new Map(
    graph.nodes.flatMap(({ id, op }) => op.kind === "fireFirst" ? [[id, op] as const] : []),
  );
}

function biasOf(
  population: Extract<Population, { readonly kind: "if" }>,
  analog: Float32Array | undefined,
): Float64Array {
  const drift = analog ?? population.drift ?? new Float32Array(1);
  return Float64Array.from({ length: population.neurons }, (_, i) => drift[i % drift.length]);
}

/** What reaches a population: from whom, and how. */
interface Heard {
  /** The population that tells. */
  readonly source: number;
  /** Whom its neurons reach. */
  readonly visit: VisitConnections;
}

/** Told of everything that synapses bring: which of them, and which happening of its source. */
type Hear = (heard: Heard, events: Happenings, at: number) => void;

/** What all synapses of a population bring, in the order of time. */
function hear(synapses: readonly Heard[], told: readonly Happenings[], take: Hear): void {
  const next = synapses.map(() => 0);
  for (;;) {
    let first = -1;
    let earliest = Infinity;
    for (let k = 0; k < synapses.length; k++) {
      const { time } = told[synapses[k].source];
      if (next[k] >= time.length || (first >= 0 && time[next[k]] >= earliest)) continue;
      first = k;
      earliest = time[next[k]];
    }
    if (first < 0) return;
    take(synapses[first], told[synapses[first].source], next[first]++);
  }
}

/** Max-pools: up while any input of the window is, driven while none is up but some are driven. */
function passEarliest(
  gate: Extract<Population, { readonly kind: "gate" }>,
  { start, target }: GateReach,
  told: readonly Happenings[],
  times: Float64Array,
  tell: (time: number, neuron: number, spike: number, driven: number) => void,
): void {
  const up = new Int32Array(times.length);
  const driven = new Int32Array(times.length);
  const channels = gate.layout.channels;
  for (const source of gate.sources) {
    const { time, neuron, spike, driven: more } = told[source.population];
    for (let e = 0; e < time.length; e++) {
      const pixel = Math.floor(neuron[e] / source.channels);
      const channel = source.channel + neuron[e] - pixel * source.channels;
      for (let k = start[pixel]; k < start[pixel + 1]; k++) {
        const i = target[k] * channels + channel;
        const [wasUp, wasDriven] = [up[i] > 0, up[i] === 0 && driven[i] > 0];
        up[i] += Math.sign(spike[e]);
        driven[i] += Math.sign(more[e]);
        const [isUp, isDriven] = [up[i] > 0, up[i] === 0 && driven[i] > 0];
        if (isUp !== wasUp) times[i] = isUp ? time[e] : Infinity;
        if (isUp !== wasUp || isDriven !== wasDriven) {
          tell(time[e], i, Number(isUp) - Number(wasUp), Number(isDriven) - Number(wasDriven));
        }
      }
    }
  }
}

function spikesIn({ spike }: Happenings): number {
  return spike.reduce((count, strength) => strength === 0 ? count : count + 1, 0);
}

function scoresOf(
  population: Population,
  times: Float64Array,
  slopes: Float64Array,
  { unit }: FireFirst,
): Float32Array {
  const isSilent = times.every((time) => time === Infinity);
  const perClass = times.length / unit.data.length;
  const ordered = inGraphOrder(population, isSilent ? slopes : times.map(reciprocal));
  return Float32Array.from(ordered, (rate, i) => rate * unit.data[Math.floor(i / perClass)]);
}

function reciprocal(time: number): number {
  return 1 / time;
}

function inGraphOrder({ layout }: Population, values: Float64Array): Float64Array {
  const ordered = new Float64Array(values.length);
  values.forEach((value, neuron) => ordered[graphIndex(layout, neuron)] = value);
  return ordered;
}
