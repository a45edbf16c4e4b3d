import type { SampleRecord } from "@snnkit/recording";
import {
  checkOptions,
  checkSample,
  createOutputReader,
  graphIndex,
  layersOf,
  type Network,
  type SimulatorOptions,
  spikingPopulations,
} from "@snnkit/sim";
import { createEventMachine, type EventMachine } from "./_event_machine.ts";
import type { EventProfile, EventSimulator, ProfileClock } from "./event_profile.ts";
import { compileKernels } from "./_instantiate_kernels.ts";
import { createPace } from "./_pace.ts";
import { planOf } from "./_plan_of.ts";
import { runSample } from "./_run_sample.ts";

/** Steps of a block at most where a sample may end early. */
const STOPPABLE = 4;

/** Where more samples than these and a quarter of all are simulated twice, float32 goes on alone. */
const FEW_DOUBTS = 4;

/** What the event-driven engine is told. */
export interface EventSimulatorOptions extends SimulatorOptions {
  /** Times every population block by block, for `profile()`; nothing is timed unless given. */
  readonly profile?: ProfileClock;
}

/**
 * The event-driven engine: SIMD in WebAssembly, one thread. Work is done for spikes only, and gives the
 * same spikes and scores as {@linkcode createReferenceSimulator}, bit for bit.
 *
 * With the precision `"i16"` populations that {@linkcode fixNetwork} gives a grid have 16-bit
 * potentials, eight to a vector. A sample whose potentials leave the format in a way that could change
 * a spike is simulated again in float32, where the same sums are exact.
 *
 * @param network What to simulate.
 * @param options Steps, read-out, stop rule and what to keep.
 * @throws {RangeError} As {@linkcode checkOptions} does, or where weights, state and event lists do
 * not fit into 4 GiB.
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
  options: EventSimulatorOptions,
): Promise<EventSimulator> {
  checkOptions(network, options);
  const { timesteps, counts = false, potentials = false, stop, seed = 0 } = options;
  const { profile: clock } = options;
  const plan = planOf(network, options);
  const reader = createOutputReader(network, options);
  const layers = layersOf(network);
  const spiking = spikingPopulations(network);
  const stops = stop !== undefined && stop.kind !== "none";
  const wanted = {
    timesteps,
    outputFires: reader.fires,
    keepsCounts: counts,
    keepsPotentials: potentials,
    seed,
    clock,
    mostSteps: stops ? STOPPABLE : undefined,
  };
  const module = await compileKernels();
  // 16-bit integers may cut a potential off, which changes no spike but the potential.
  const isFixed = plan !== network && !potentials;
  const open = (isFixed: boolean): EventMachine =>
    createEventMachine(plan, module, { ...wanted, isFixed });
  let machine: EventMachine | undefined = open(isFixed);
  const { memoryBytes } = machine;
  let exact: EventMachine | undefined;
  const trials = { samples: 0, doubts: 0 };

  const pace = stops ? createPace(timesteps, machine.block) : undefined;
  const spent = { samples: 0, time: 0 };
  const simulate = (sample: Float32Array, index = 0): SampleRecord => {
    const began = clock?.now() ?? 0;
    const record = simulateOne(sample, index);
    spent.samples++;
    if (clock) spent.time += clock.now() - began;
    return record;
  };
  const simulateOne = (sample: Float32Array, index: number): SampleRecord => {
    if (!machine) {
      throw new Error(`Cannot simulate "${network.name}" as its simulator was disposed of`);
    }
    checkSample(network, sample, index);
    if (exact && trials.doubts > FEW_DOUBTS + trials.samples / 4) {
      return recordOf(exact, sample, index);
    }
    const record = recordOf(machine, sample, index);
    trials.samples++;
    if (!machine.isDoubtful()) return record;
    trials.doubts++;
    return recordOf(exact ??= open(false), sample, index);
  };
  const recordOf = (machine: EventMachine, sample: Float32Array, index: number): SampleRecord => {
    const reading = reader.begin(index);
    const keepsPotentials = potentials;
    const { take } = reading;
    const { stepsAt } = pace ?? {};
    runSample(machine, sample, index, {
      ...{ timesteps, keepsPotentials, take },
      ...stepsAt && { stepsAt },
    });
    const answer = reading.answer();
    const { steps } = answer;
    pace?.ended(steps);
    // What is kept of the neurons themselves must not know the rest of the block.
    if ((counts || potentials) && steps < timesteps) {
      runSample(machine, sample, index, { timesteps: steps, keepsPotentials });
    }
    const spikes = new Uint32Array(steps * layers.length);
    spiking.forEach((p, layer) => {
      const each = machine.spikes(p);
      for (let t = 0; t < steps; t++) spikes[t * layers.length + layer] = each[t];
    });
    const synapticOps = machine.synapticOps().slice(0, steps);
    return {
      ...answer,
      spikes,
      synapticOps,
      ...counts && { counts: spiking.map((p) => countsOf(network, p, machine)) },
      ...potentials && { potentials: spiking.map((p) => potentialsOf(network, p, machine)) },
    };
  };
  const profile = (): EventProfile | undefined => {
    const populations = machine?.profile();
    return populations && { ...spent, populations };
  };
  const dispose = (): void => {
    machine = undefined;
    exact = undefined;
  };
  return { engine: "event", layers, memoryBytes, simulate, profile, dispose };
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
