import { analogValues, type Network } from "@snnkit/sim";
import { createBlockMeter } from "./_block_meter.ts";
import { eventImage, type ImageOptions } from "./_event_image.ts";
import type { PopulationProfile, ProfileClock } from "./event_profile.ts";
import { laneCount } from "./_lanes.ts";
import { laneOf, potentialBytes, potentialOffset } from "./_geometry.ts";
import { instantiateKernels } from "./_instantiate_kernels.ts";
import { fieldOffset } from "./_records.ts";

/** Kernels over the memory of one network: what the host can ask of it. Arrays are in plan order. */
export interface EventMachine {
  /** Bytes of its memory. */
  readonly memoryBytes: number;
  /** Puts everything at rest and hands a sample in, whose number is `index`. */
  readonly begin: (sample: Float32Array, index: number) => void;
  /** How many steps are advanced at once at most. */
  readonly block: number;
  /** Advances everything by `steps ≤ block` steps, of which `t` is the first. */
  readonly advance: (t: number, steps: number) => void;
  /** Advances everything by the last step, `t`, after which the potentials are bare. */
  readonly finish: (t: number) => void;
  /** What the output has gathered after step `t`; valid until the next call. */
  readonly gathered: (t: number) => Float64Array;
  /** Spikes of a population at each step. */
  readonly spikes: (population: number) => Uint32Array;
  /** Spikes of each neuron of a population, where they are kept. */
  readonly counts: (population: number) => Int32Array;
  /** Potentials of each neuron after the last step, where they are kept. */
  readonly potentials: (population: number) => Float32Array;
  /** Whether spikes of the sample may differ from those of exact arithmetic. */
  readonly isDoubtful: () => boolean;
  /** Synaptic operations of each step. */
  readonly synapticOps: () => Float64Array;
  /** What each population has cost so far; undefined where no clock was given. */
  readonly profile: () => readonly PopulationProfile[] | undefined;
}

/** What is wanted of a machine. */
export interface MachineOptions extends ImageOptions {
  /** Whether the potentials of every neuron are kept; not in 16-bit integers. */
  readonly keepsPotentials: boolean;
  /** What times each population; nothing is timed unless given. */
  readonly clock?: ProfileClock | undefined;
}

/** Bytes of a page of WebAssembly's memory, and how many pages there can be. */
const PAGE = 2 ** 16;
const MOST_PAGES = 2 ** 16;

/**
 * Lay a network out in a memory of its own.
 *
 * @param module The compiled kernels.
 * @throws {RangeError} Where it does not fit, or a pixel has more channels than an event can name.
 */
export function createEventMachine(
  network: Network,
  module: WebAssembly.Module,
  options: MachineOptions,
): EventMachine {
  const { populations, output } = network;
  const image = eventImage(network, options);
  const { members, block, trace, synapticOps } = image;
  const memory = createMemory(network.name, image.bytes);
  const kernels = instantiateKernels(module, memory);
  const { buffer } = memory;
  image.fill(buffer);
  for (const { from, to, channels, entryBytes, isNegated } of image.tables) {
    kernels.sumSets(from, to, channels, entryBytes, isNegated);
  }
  const { clock } = options;
  const meter = clock && createBlockMeter(clock, network, members, buffer, synapticOps.address);

  const regions = [synapticOps, ...members.flatMap(({ cleared }) => cleared)];
  const cleared = regions.map(({ address, bytes }) => new Uint8Array(buffer, address, bytes));

  const begin = (sample: Float32Array, index: number): void => {
    const valueOf = analogValues(network, sample);
    // Before the currents, of which some may be doubtful.
    for (const bytes of cleared) bytes.fill(0);
    const prepare = (p: number): void => {
      const { drift, encoder } = members[p];
      drift?.(valueOf, buffer, kernels);
      encoder?.begin(valueOf, index);
    };
    for (let p = 0; p < members.length; p++) {
      if (meter) meter.begin(p, () => prepare(p));
      else prepare(p);
    }
    for (const { record, initial, grid } of members) {
      const rest = grid === undefined ? kernels.rest : kernels.restFixed;
      if (initial) rest(record, initial.address, initial.step);
    }
  };

  const run = (p: number, t: number, steps: number): void => {
    const { record, encoder } = members[p];
    if (encoder) encoder.advance(buffer, t, steps);
    else kernels.advance(record, t, steps);
  };
  const advanceOne = (p: number, t: number, steps: number): void => {
    if (meter) meter.advance(p, t, steps, () => run(p, t, steps));
    else run(p, t, steps);
  };

  const advance = (t: number, steps: number): void => {
    for (let p = 0; p < members.length; p++) advanceOne(p, t, steps);
  };

  /** Without the leak and current of a step after it, which kernels add at once. */
  const finish = (t: number): void => {
    for (const [p, { record, currents }] of members.entries()) {
      if (!currents) {
        advanceOne(p, t, 1);
        continue;
      }
      const lanes = new Float32Array(buffer, currents.address, currents.bytes / 4);
      const leak = new Float32Array(buffer, record + fieldOffset("population", "leak"), 1);
      const kept = [lanes.slice(), leak.slice()] as const;
      // Adding −0 changes no bit of any number; adding 0 would of −0.
      lanes.fill(-0);
      leak.fill(1);
      advanceOne(p, t, 1);
      lanes.set(kept[0]);
      leak.set(kept[1]);
    }
  };

  const { neurons } = populations[output];
  const outputLanes = Uint32Array.from(
    { length: neurons },
    (_, neuron) => laneOf(members[output].geometry, neuron),
  );
  const sums = new Float64Array(neurons);
  const rowLanes = trace.rowBytes / 4;
  const Rows = options.outputFires ? Int32Array : Float32Array;
  const rows = new Rows(buffer, trace.address, options.timesteps * rowLanes);
  const gathered = (t: number): Float64Array => {
    const row = t * rowLanes;
    for (let i = 0; i < neurons; i++) sums[i] = rows[row + outputLanes[i]];
    return sums;
  };

  const spikes = (p: number): Uint32Array =>
    new Uint32Array(buffer, members[p].spikes, options.timesteps);

  const counts = (p: number): Int32Array => {
    const { geometry, counts } = members[p];
    const size = laneCount(geometry);
    const Counts = counts!.bytes === 2 * size ? Int16Array : Int32Array;
    const lanes = new Counts(buffer, counts!.address, size);
    return Int32Array.from(
      { length: populations[p].neurons },
      (_, neuron) => lanes[laneOf(geometry, neuron)],
    );
  };

  const potentials = (p: number): Float32Array => {
    const { geometry, v } = members[p];
    const lanes = new Float32Array(buffer, v, potentialBytes(geometry) / 4);
    return Float32Array.from(
      { length: populations[p].neurons },
      (_, neuron) => lanes[potentialOffset(geometry, neuron) / 4],
    );
  };

  const isDoubtful = (): boolean =>
    members.some(({ doubt }) => doubt !== undefined && new Uint32Array(buffer, doubt, 1)[0] !== 0);

  const copyOps = (): Float64Array =>
    new Float64Array(buffer, synapticOps.address, options.timesteps).slice();
  return {
    memoryBytes: buffer.byteLength,
    begin,
    block,
    advance,
    finish,
    gathered,
    spikes,
    counts,
    potentials,
    synapticOps: copyOps,
    isDoubtful,
    profile: () => meter?.result(),
  };
}

function createMemory(name: string, bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new RangeError(
      `Cannot simulate "${name}" by events as weights, state and event lists must fit into 4 GiB: ` +
        `they need ${gibibytes} GiB\nHint: fewer steps, or a smaller network, need less`,
    );
  }
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new RangeError(
      `Cannot simulate "${name}" by events as the system must give its memory: it refuses ` +
        `${
          Math.ceil(bytes / 2 ** 20)
        } MiB\nHint: every thread needs as much; fewer threads or steps need less`,
      { cause },
    );
  }
}
