import type { SampleRecord } from "@snnkit/recording";
import {
  analogCurrents,
  checkOptions,
  checkSample,
  createOutputReader,
  createSpikeEncoder,
  forEachTarget,
  graphIndex,
  type IfPopulation,
  layersOf,
  type Network,
  type Population,
  type RelayPopulation,
  type Simulator,
  type SimulatorOptions,
  spikingPopulations,
} from "@snnkit/sim";
import { gateWindows } from "./_gate_windows.ts";
import { planOf } from "./_plan_of.ts";
import { type Emitter, type GateStep, gateStep } from "./_reference_gates.ts";

/** What one population remembers. */
interface State extends Emitter {
  /** Potential of neurons, sum of relays, `[neurons]` in plan order. */
  readonly v: Float32Array;
  /** For how many more steps each neuron cannot spike; empty where there is no refractory period. */
  readonly waits: Float64Array;
}

/**
 * The definition of a rate-coded simulation, in plain TypeScript and slow: every engine gives the
 * same spikes and scores, bit for bit. All sums are float32, in the order written here.
 *
 * In each step, population after population: an encoder sends what {@linkcode createSpikeEncoder}
 * says, and
 * 1. leaky neurons forget: `v ← α v`; all neurons add their constant current: `v ← v + drift`; a relay
 *    begins at 0;
 * 2. for each synapse in order, for each source neuron that emits, by ascending number in the plan,
 *    for each of its targets: `v ← v + w · out`, the product rounded first;
 * 3. neurons with `v ≥ θ` fire and reset; of signed neurons those with `v < 0` that have sent more
 *    positive than negative spikes send −1, and `v ← v + θ`; neurons that have spiked in one of the
 *    last `r` steps do neither; a relay emits its sum where it is not 0;
 *    a gate passes the spike of the input with the largest estimate in its window, this step
 *    included, ties: the first; the estimate is the count of spikes, of all steps or of the last k, or
 *    `e ← γ e + s`; a tracking gate sends the sign of the largest net count less its own.
 *
 * An output that is only summed begins at 0, and has neither leak nor point 3.
 *
 * @param given What to simulate, as it is or, with the precision `"i16"`, as `fixNetwork` rounds it.
 * @param options Steps, read-out, stop rule and what to keep.
 * @throws {RangeError} As {@linkcode checkOptions} does.
 *
 * @example
 * ```ts
 * import { createReferenceSimulator } from "@snnkit/sim-rate";
 * import { compileNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const simulator = createReferenceSimulator(compileNetwork(tinyRateGraph()), { timesteps: 8 });
 * const record = simulator.simulate(new Float32Array(36).fill(0.5));
 * assertEquals(record.decisions.length, 8);
 * ```
 */
export function createReferenceSimulator(given: Network, options: SimulatorOptions): Simulator {
  checkOptions(given, options);
  const network = planOf(given, options);
  const { populations } = network;
  const { timesteps, counts = false, potentials = false, seed = 0 } = options;
  const reader = createOutputReader(network, options);
  const layers = layersOf(network);
  const spiking = spikingPopulations(network);
  const windows = populations.map((p) => p.kind === "gate" ? gateWindows(p) : []);

  const encoders = populations.map((population) =>
    population.kind === "encoder" ? createSpikeEncoder(population, seed) : undefined
  );

  const simulate = (sample: Float32Array, index = 0): SampleRecord => {
    checkSample(network, sample, index);
    const analog = analogCurrents(network, sample);
    const states = populations.map((population, p) =>
      restingState(population, p === network.output && !reader.fires)
    );
    const gates: readonly (GateStep | undefined)[] = populations.map((population, p) =>
      population.kind === "gate" ? gateStep(population, windows[p], states[p], states) : undefined
    );
    const writers = encoders.map((encode, p) => encode?.(analog.get(p)!, index));
    const output = states[network.output];
    const reading = reader.begin(index);
    const spikes = new Uint32Array(timesteps * layers.length);
    const synapticOps = new Float64Array(timesteps);
    let ended = false;
    for (let t = 0; !ended; t++) {
      populations.forEach((population, p) => {
        const state = states[p];
        state.out.fill(0);
        switch (population.kind) {
          case "if": {
            const fires = p !== network.output || reader.fires;
            if (fires) forget(population, state);
            addDrift(state, analog.get(p) ?? population.drift!);
            synapticOps[t] += receive(population, state, states);
            if (fires) fire(population, state);
            break;
          }
          case "relay":
            state.v.fill(0);
            synapticOps[t] += receive(population, state, states);
            state.out.set(state.v);
            break;
          case "gate":
            gates[p]!();
            break;
          case "encoder": {
            const sent = new Int8Array(population.neurons);
            writers[p]!(t, 1, sent);
            state.out.set(sent);
            break;
          }
          default:
            population satisfies never;
            throw new Error("Unreachable: unknown population");
        }
        for (let i = 0; i < state.out.length; i++) state.counts[i] += Math.sign(state.out[i]);
      });
      spiking.forEach((p, layer) => {
        spikes[t * layers.length + layer] = states[p].out.reduce((n, out) => n + Math.abs(out), 0);
      });
      ended = reading.take(reader.fires ? output.counts : output.v);
    }
    const answer = reading.answer();
    return {
      ...answer,
      spikes: spikes.slice(0, answer.steps * layers.length),
      synapticOps: synapticOps.slice(0, answer.steps),
      ...counts && { counts: spiking.map((p) => countsOf(populations[p], states[p])) },
      ...potentials && { potentials: spiking.map((p) => potentialsOf(populations[p], states[p])) },
    };
  };
  return { engine: "reference", layers, simulate, dispose: () => {} };
}

function restingState(population: Population, isSummed: boolean): State {
  const { neurons } = population;
  const v = new Float32Array(neurons);
  if (population.kind === "if" && !isSummed) {
    const { initial } = population;
    for (let i = 0; i < neurons; i++) v[i] = initial[i % initial.length];
  }
  const waits = new Float64Array(
    population.kind === "if" && population.refractory > 0 ? neurons : 0,
  );
  return { v, out: new Float32Array(neurons), counts: new Int32Array(neurons), waits };
}

function forget({ leak }: IfPopulation, { v }: State): void {
  if (leak === 1) return;
  for (let i = 0; i < v.length; i++) v[i] = leak * v[i];
}

function addDrift({ v }: State, drift: Float32Array): void {
  for (let i = 0; i < v.length; i++) v[i] += drift[i % drift.length];
}

/** Adds what all synapses bring in this step; returns how many targets were reached. */
function receive(
  { synapses }: IfPopulation | RelayPopulation,
  { v }: State,
  states: readonly State[],
): number {
  let reached = 0;
  for (const synapse of synapses) {
    const { out } = states[synapse.source];
    for (let j = 0; j < out.length; j++) {
      if (out[j] === 0) continue;
      forEachTarget(synapse, j, (target, weight) => {
        v[target] += Math.fround(weight * out[j]);
        reached++;
      });
    }
  }
  return reached;
}

function fire(population: IfPopulation, { v, out, counts, waits }: State): void {
  const { threshold, reset, signed, refractory } = population;
  for (let i = 0; i < v.length; i++) {
    if (waits[i] > 0) {
      waits[i]--;
      continue;
    }
    const theta = threshold[i % threshold.length];
    if (v[i] >= theta) {
      out[i] = 1;
      v[i] = reset === "subtract" ? v[i] - theta : 0;
    } else if (signed && v[i] < 0 && counts[i] > 0) {
      out[i] = -1;
      v[i] += theta;
    }
    if (refractory > 0 && out[i] !== 0) waits[i] = refractory;
  }
}

/** Net spikes of every neuron as the graph orders them. */
function countsOf({ layout }: Population, { counts }: State): Int32Array {
  const ordered = new Int32Array(counts.length);
  counts.forEach((count, neuron) => ordered[graphIndex(layout, neuron)] = count);
  return ordered;
}

/** Potentials of every neuron as the graph orders them; gates and encoders have none. */
function potentialsOf({ kind, layout }: Population, { v }: State): Float32Array {
  if (kind !== "if") return new Float32Array(0);
  const ordered = new Float32Array(v.length);
  v.forEach((value, neuron) => ordered[graphIndex(layout, neuron)] = value);
  return ordered;
}
