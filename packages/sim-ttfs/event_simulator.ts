import type { SpikeWindow } from "@snnkit/ir";
import type { EarlyDecision, FirstSpikeRecord } from "@snnkit/recording";
import { analogCurrents, graphIndex, type Network } from "@snnkit/sim";
import { type Answers, classesAt, earlyDecision, type OutputSpikes } from "./early_decision.ts";
import { gateReach } from "./_gate_reach.ts";
import { outputReadout } from "./output_readout.ts";
import { type Receive, receiver } from "./_receive.ts";
import { type Disturb, disturber, type Speak, speaker } from "./_spoken_values.ts";
import type { TimedNetwork } from "./timed_network.ts";
import { checkTtfsOptions, type TtfsOptions, type TtfsSimulator } from "./ttfs_simulator.ts";

/**
 * The event-driven engine: work for spikes only.
 *
 * Until its window starts, a neuron integrates; what has arrived by then is `V = Σ W x` in closed
 * form, whatever the order, and its threshold is crossed at `end − (V + b)`. So each spike is one
 * pass over its synapses, in float64, and nothing else costs anything.
 *
 * @param timed What is simulated.
 * @param options What to keep, a clock, and what goes wrong.
 * @throws {RangeError} Where an option is out of its range.
 *
 * @example
 * ```ts
 * import { graphBuilder, type TtfsOp } from "@snnkit/ir";
 * import { compileTimedNetwork, createEventTtfs } from "@snnkit/sim-ttfs";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<TtfsOp>("difference");
 * const pixels = net.add({ kind: "encodeLatency", start: 0, end: 1 }, net.input([2]));
 * const sum = net.add(dense(tensor([2, 2], [1, -1, -1, 1])), pixels);
 * net.add({ kind: "fireOnce", start: 1, end: 2 }, sum);
 * const simulator = createEventTtfs(compileTimedNetwork(net.finish()), { times: true });
 * const { times, scores } = simulator.simulate(Float32Array.of(0.75, 0.25));
 * assertEquals(times?.map((layer) => [...layer]), [[0.25, 0.75], [1.5, Infinity]]);
 * assertEquals([...scores], [0.5, 0]);
 * ```
 */
export function createEventTtfs(timed: TimedNetwork, options: TtfsOptions = {}): TtfsSimulator {
  const { network, windows, layers, places } = timed;
  checkTtfsOptions(network.name, options);
  const { populations, output } = network;
  const { times = false, decision = false, deadlines, disturbance = {} } = options;
  const values = populations.map(({ neurons }) => new Float64Array(neurons));
  const parts = populations.map((_, place) => partOf(network, place, values));
  const speak = speaker(options);
  const readout = decision || deadlines ? outputReadout(network) : [];

  const { layout } = populations[output];
  const classOf = (neuron: number): number => graphIndex(layout, neuron);
  const decided = (found: EarlyDecision): EarlyDecision => ({
    ...found,
    class: classOf(found.class),
  });

  /** All but the last work on outputs is done before the first deadline. */
  const answersAt = (
    { classes, reached }: Answers,
    synapticOps: number,
  ): Required<Pick<FirstSpikeRecord, "answers" | "answerOps">> => {
    const last = reached.length === 0 ? 0 : reached[reached.length - 1];
    return {
      answers: classes.map(classOf),
      answerOps: reached.map((targets) => synapticOps - last + targets),
    };
  };

  const simulate = (sample: Float32Array, index = 0): FirstSpikeRecord => {
    const analog = analogCurrents(network, sample);
    const disturb = disturber(disturbance, index);
    const clipped = new Uint32Array(layers.length);
    const spikes = new Uint32Array(layers.length);
    let synapticOps = 0;
    let layer = 0;
    populations.forEach((population, place) => {
      synapticOps += parts[place](analog.get(place));
      if (place === output || population.kind === "relay") return;
      const isGate = population.kind === "gate";
      if (!isGate) clipped[layer] = say(values[place], windows[place]!, speak, disturb);
      spikes[layer++] = countSpikes(values[place]);
    });
    const heard: OutputSpikes = {
      base: baseOf(network, analog),
      sources: readout,
      values: readout.map(({ population }) => values[population]),
      ...timed.arrival,
    };
    return {
      scores: inGraphOrder(network, output, values[output]),
      spikes,
      clipped,
      synapticOps,
      ...times && { times: places.map((place) => timesOf(timed, place, values[place])) },
      ...decision && { decision: decided(earlyDecision(heard)) },
      ...deadlines && answersAt(classesAt(heard, deadlines), synapticOps),
    };
  };
  return { engine: "event", layers, simulate };
}

/** One pass of a population over what its sources say; returns the targets reached. */
type Part = (analog: Float32Array | undefined) => number;

function partOf(network: Network, place: number, values: readonly Float64Array[]): Part {
  const population = network.populations[place];
  const own = values[place];
  switch (population.kind) {
    case "encoder":
      return (analog) => {
        own.set(analog!);
        return 0;
      };
    case "gate": {
      const { start, target } = gateReach(population);
      const channels = population.layout.channels;
      return () => {
        own.fill(0);
        for (const source of population.sources) {
          const said = values[source.population];
          for (let j = 0; j < said.length; j++) {
            const value = said[j];
            if (!(value > 0)) continue;
            const pixel = Math.floor(j / source.channels);
            const channel = source.channel + j - pixel * source.channels;
            for (let e = start[pixel]; e < start[pixel + 1]; e++) {
              const at = target[e] * channels + channel;
              if (value > own[at]) own[at] = value;
            }
          }
        }
        return 0;
      };
    }
    case "relay":
    case "if": {
      const receivers = population.synapses.map((synapse): [number, Receive] => [
        synapse.source,
        receiver(synapse),
      ]);
      const drift = population.kind === "if" ? population.drift : undefined;
      return (analog) => {
        const base = analog ?? drift;
        if (base === undefined) own.fill(0);
        else for (let i = 0; i < own.length; i++) own[i] = base[i % base.length];
        return receivers.reduce((sum, [source, run]) => sum + run(values[source], own), 0);
      };
    }
    default:
      population satisfies never;
      throw new Error("Unreachable: unknown population");
  }
}

/** Lets neurons say their values; returns how many lay beyond the window. */
function say(
  values: Float64Array,
  window: SpikeWindow,
  speak: Speak,
  disturb: Disturb | undefined,
): number {
  const { clipped } = speak(values, window);
  disturb?.(values, window);
  return clipped;
}

function countSpikes(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > 0) count++;
  return count;
}

/** What the outputs are when nothing spikes. */
function baseOf(
  { populations, output }: Network,
  analog: ReadonlyMap<number, Float32Array>,
): Float64Array {
  const population = populations[output];
  const drift = analog.get(output) ??
    (population.kind === "if" ? population.drift : undefined) ?? new Float32Array(1);
  return Float64Array.from({ length: population.neurons }, (_, i) => drift[i % drift.length]);
}

function inGraphOrder(network: Network, place: number, values: Float64Array): Float32Array {
  const { layout } = network.populations[place];
  const ordered = new Float32Array(values.length);
  values.forEach((value, neuron) => ordered[graphIndex(layout, neuron)] = value);
  return ordered;
}

/** When each neuron spiked, channels first; ∞ where it was silent. */
function timesOf(
  { network, windows }: TimedNetwork,
  place: number,
  values: Float64Array,
): Float64Array {
  const { layout } = network.populations[place];
  const { end } = windows[place]!;
  const times = new Float64Array(values.length);
  values.forEach((value, neuron) => {
    times[graphIndex(layout, neuron)] = value > 0 ? end - value : Infinity;
  });
  return times;
}
