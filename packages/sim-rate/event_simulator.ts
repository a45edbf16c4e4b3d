import type { SampleRecord } from "@snnkit/recording";
import {
  checkOptions,
  checkSample,
  createOutputReader,
  graphIndex,
  layersOf,
  type Network,
  type Simulator,
  type SimulatorOptions,
  spikingPopulations,
} from "@snnkit/sim";
import { createEventMachine, type EventMachine } from "./_event_machine.ts";

/**
 * The event-driven engine: float32 SIMD in WebAssembly, one thread. Work is done for spikes only,
 * and gives the same spikes and scores as {@linkcode createReferenceSimulator}, bit for bit.
 *
 * @param network What to simulate.
 * @param options Steps, read-out and what to keep.
 * @throws {RangeError} Where the number of steps is not a whole number ≥ 1 or the seed not one ≥ 0, or
 * where weights, state and event lists do not fit into 4 GiB.
 *
 * @example
 * ```ts
 * import { createEventSimulator } from "@snnkit/sim-rate";
 * import { compileNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const simulator = await createEventSimulator(compileNetwork(tinyRateGraph()), { timesteps: 8 });
 * const record = simulator.simulate(new Float32Array(36).fill(0.5));
 * assertEquals(record.decisions.length, 8);
 * ```
 */
export async function createEventSimulator(
  network: Network,
  options: SimulatorOptions,
): Promise<Simulator> {
  checkOptions(network, options);
  const { timesteps, readout = "membrane", counts = false, potentials = false, seed = 0 } = options;
  const reader = createOutputReader(network, readout);
  const layers = layersOf(network);
  const spiking = spikingPopulations(network);
  const wanted = {
    timesteps,
    outputFires: reader.fires,
    keepsCounts: counts,
    keepsPotentials: potentials,
    seed,
  };
  let machine: EventMachine | undefined = await createEventMachine(network, wanted);

  const simulate = (sample: Float32Array, index = 0): SampleRecord => {
    if (!machine) {
      throw new Error(`Cannot simulate "${network.name}" as its simulator was disposed of`);
    }
    checkSample(network, sample, index);
    machine.begin(sample, index);
    machine.run(timesteps);
    const decisions = new Uint16Array(timesteps);
    for (let t = 0; t < timesteps; t++) decisions[t] = reader.decide(machine.gathered(t));
    const scores = reader.scores(machine.gathered(timesteps - 1), timesteps);
    const spikes = new Uint32Array(timesteps * layers.length);
    spiking.forEach((p, layer) => {
      machine!.spikes(p).forEach((n, t) => spikes[t * layers.length + layer] = n);
    });
    const synapticOps = machine.synapticOps();
    const record = { steps: timesteps, decisions, scores, spikes, synapticOps };
    return {
      ...record,
      ...counts && { counts: spiking.map((p) => countsOf(network, p, machine!)) },
      ...potentials && { potentials: spiking.map((p) => potentialsOf(network, p, machine!)) },
    };
  };
  return { engine: "event", layers, simulate, dispose: () => void (machine = undefined) };
}

/** Counts of a population as the graph orders its neurons. */
function countsOf({ populations }: Network, p: number, machine: EventMachine): Int32Array {
  const { layout, neurons } = populations[p];
  const ordered = new Int32Array(neurons);
  machine.counts(p).forEach((count, neuron) => ordered[graphIndex(layout, neuron)] = count);
  return ordered;
}

/** Potentials of a population as the graph orders its neurons; gates and encoders have none. */
function potentialsOf({ populations }: Network, p: number, machine: EventMachine): Float32Array {
  const { kind, layout, neurons } = populations[p];
  if (kind !== "if") return new Float32Array(0);
  const ordered = new Float32Array(neurons);
  machine.potentials(p).forEach((v, neuron) => ordered[graphIndex(layout, neuron)] = v);
  return ordered;
}
