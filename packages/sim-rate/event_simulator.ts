import type { SampleRecord } from "@snnkit/recording";
import {
  analogCurrents,
  checkOptions,
  createOutputReader,
  graphIndex,
  layersOf,
  type Network,
  type Simulator,
  type SimulatorOptions,
  spikingPopulations,
} from "@snnkit/sim";
import { type EventImage, eventImage } from "./_event_image.ts";
import type { Member } from "./_event_members.ts";
import { laneOf } from "./_geometry.ts";
import { instantiateKernels, type Kernels } from "./_instantiate_kernels.ts";
import { laneCount } from "./_lanes.ts";

/** Bytes of a page of WebAssembly's memory, and how many pages there can be. */
const PAGE = 2 ** 16;
const MOST_PAGES = 2 ** 16;

/**
 * The event-driven engine: float32 SIMD in WebAssembly, one thread. Work is done for spikes only,
 * and gives the same spikes and scores as {@linkcode createReferenceSimulator}, bit for bit.
 *
 * @param network What to simulate.
 * @param options Steps, read-out and what to keep.
 * @throws {RangeError} Where the number of steps is not a whole number ≥ 1, or where weights, state
 * and event lists do not fit into 4 GiB.
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
  const { timesteps, readout = "membrane", counts = false } = options;
  const reader = createOutputReader(network, readout);
  const image = eventImage(network, { timesteps, outputFires: reader.fires, keepsCounts: counts });
  const memory = createMemory(network, image);
  const kernels = await instantiateKernels(memory);
  image.fill(memory.buffer);

  const { members, block, synapticOps, trace } = image;
  const { populations, output } = network;
  const layers = layersOf(network);
  const spiking = spikingPopulations(network);
  const { neurons } = populations[output];
  const gatheredLanes = Uint32Array.from(
    { length: neurons },
    (_, i) => laneOf(members[output].geometry, i),
  );
  const gathered = new Float64Array(neurons);
  const gatherStep = (t: number): void => {
    const row = trace.address + t * trace.rowBytes;
    const lanes = reader.fires
      ? new Int32Array(memory.buffer, row, trace.rowBytes / 4)
      : new Float32Array(memory.buffer, row, trace.rowBytes / 4);
    for (let i = 0; i < neurons; i++) gathered[i] = lanes[gatheredLanes[i]];
  };

  const simulate = (sample: Float32Array): SampleRecord => {
    begin(network, image, memory.buffer, kernels, sample);
    for (let t = 0; t < timesteps; t += block) {
      const steps = Math.min(block, timesteps - t);
      for (const { record } of members) kernels.advance(record, t, steps);
    }
    const decisions = new Uint16Array(timesteps);
    for (let t = 0; t < timesteps; t++) {
      gatherStep(t);
      decisions[t] = reader.decide(gathered);
    }
    const scores = reader.scores(gathered, timesteps);
    const spikes = new Uint32Array(timesteps * layers.length);
    spiking.forEach((p, layer) => {
      const own = new Uint32Array(memory.buffer, members[p].spikes, timesteps);
      own.forEach((n, t) => spikes[t * layers.length + layer] = n);
    });
    const operations = new Float64Array(memory.buffer, synapticOps.address, timesteps).slice();
    const record = { steps: timesteps, decisions, scores, spikes, synapticOps: operations };
    if (!counts) return record;
    return { ...record, counts: spiking.map((p) => countsOf(network, members[p], p, memory)) };
  };
  return { engine: "event", layers, simulate, dispose: () => {} };
}

function createMemory({ name }: Network, { bytes }: EventImage): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new RangeError(
      `Cannot simulate "${name}" by events as weights, state and event lists must fit into 4 GiB: ` +
        `they need ${gibibytes} GiB`,
    );
  }
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}

/** Puts everything at rest and hands the sample in. */
function begin(
  network: Network,
  { members, synapticOps }: EventImage,
  memory: ArrayBuffer,
  kernels: Kernels,
  sample: Float32Array,
): void {
  for (const [p, current] of analogCurrents(network, sample)) {
    const { geometry, drift } = members[p];
    const lanes = new Float32Array(memory, drift!, laneCount(geometry));
    for (let i = 0; i < current.length; i++) lanes[laneOf(geometry, i)] = current[i];
  }
  for (const { record, initial, cleared, winners } of members) {
    for (const { address, bytes } of cleared) new Uint8Array(memory, address, bytes).fill(0);
    if (winners) {
      new Uint32Array(memory, winners.address, winners.values.length).set(winners.values);
    }
    if (initial) kernels.rest(record, initial.address, initial.step);
  }
  new Float64Array(memory, synapticOps.address, synapticOps.bytes / 8).fill(0);
}

/** Spikes of every neuron as the graph orders them; none were counted where the output only sums. */
function countsOf(
  { populations }: Network,
  { geometry, counts }: Member,
  p: number,
  memory: WebAssembly.Memory,
): Int32Array {
  const { neurons, layout } = populations[p];
  const ordered = new Int32Array(neurons);
  const lanes = new Int32Array(memory.buffer, counts!.address, counts!.bytes / 4);
  for (let i = 0; i < neurons; i++) ordered[graphIndex(layout, i)] = lanes[laneOf(geometry, i)];
  return ordered;
}
