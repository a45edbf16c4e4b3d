import { batchAt } from "@snnkit/datasets";
import type { TtfsGraph } from "@snnkit/ir";
import type { FirstSpikeRecord, LayerInfo } from "@snnkit/recording";
import {
  compileTimedNetwork,
  createEventTtfs,
  createRampSimulator,
  createReferenceTtfs,
  type TimedNetwork,
} from "@snnkit/sim-ttfs";
import { createDenseTtfs } from "@snnkit/sim-ttfs/dense";
import { onInput } from "../user_error.ts";
import type { TtfsJob } from "./ttfs_job.ts";

/** Runs a network of first spikes, whatever its kind and engine. */
export interface TtfsRunner extends AsyncDisposable {
  /** Which engine. */
  readonly engine: string;
  /** Which numbers it computes with. */
  readonly precision: string;
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** The network where its neurons have windows. */
  readonly timed: TimedNetwork | undefined;
  /** Records of `count` samples from `start` on, and the seconds that their simulation took. */
  readonly run: (
    start: number,
    count: number,
  ) => Promise<{ readonly records: readonly FirstSpikeRecord[]; readonly seconds: number }>;
}

/** Time steps of a window in which results are told, where there is no clock. */
export const SLICES = 64;

/** Of so many first samples the dense engine has the event engine count what it cannot see. */
const COUNTED = 16;

/** The runner of a job. */
export async function ttfsRunnerOf(graph: TtfsGraph, job: TtfsJob): Promise<TtfsRunner> {
  const { model, engine } = job;
  if (graph.nodes.some(({ op }) => op.kind === "fireFirst")) return rampRunner(graph, job);
  const timed = onInput(model.name, () => compileTimedNetwork(graph));
  if (engine === "dense") return await denseRunner(graph, timed, job);
  return timedRunner(timed, job, engine);
}

function rampRunner(graph: TtfsGraph, { model, data }: TtfsJob): TtfsRunner {
  const simulator = onInput(model.name, () => createRampSimulator(graph, { times: true }));
  return {
    engine: "event",
    precision: "f64",
    layers: simulator.layers,
    timed: undefined,
    run: (start, count) =>
      Promise.resolve(timedRecords(count, (i) => simulator.simulate(batchAt(data, start + i, 1)))),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function timedRunner(
  timed: TimedNetwork,
  job: Pick<TtfsJob, "data" | "offset" | "ticks" | "disturbance">,
  engine: "event" | "reference",
): TtfsRunner {
  const { data, offset, ticks, disturbance } = job;
  const { start, end } = timed.arrival;
  const steps = ticks?.steps ?? SLICES;
  const deadlines = Float64Array.from(
    { length: steps },
    // The last one is the end itself, however times are rounded.
    (_, k) => k + 1 === steps ? end : start + (end - start) * (k + 1) / steps,
  );
  const settings = { times: true, ...ticks && { ticks }, disturbance };
  const simulator = engine === "event"
    ? createEventTtfs(timed, { ...settings, decision: true, deadlines })
    : createReferenceTtfs(timed, settings);
  return {
    engine,
    precision: "f64",
    layers: simulator.layers,
    timed,
    run: (first, count) =>
      Promise.resolve(timedRecords(
        count,
        (i) => simulator.simulate(batchAt(data, first + i, 1), offset + first + i),
      )),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** One record after the other, and how long that took. */
function timedRecords(
  count: number,
  simulate: (index: number) => FirstSpikeRecord,
): { readonly records: readonly FirstSpikeRecord[]; readonly seconds: number } {
  const began = performance.now();
  const records = Array.from({ length: count }, (_, i) => simulate(i));
  return { records, seconds: (performance.now() - began) / 1000 };
}

/**
 * The dense engine: one pass for the scores, which is timed, and one that tells what every layer did.
 * Operations and decisions before the end are the event engine's, of the first samples.
 */
async function denseRunner(
  graph: TtfsGraph,
  timed: TimedNetwork,
  job: TtfsJob,
): Promise<TtfsRunner> {
  const { data, batch, ticks } = job;
  const options = { batch, ...ticks && { ticks } };
  const plain = await createDenseTtfs(graph, options);
  const watched = await createDenseTtfs(graph, { ...options, layers: "counts" });
  const event = timedRunner(timed, job, "event");
  let [counted, operations] = [0, 0];
  return {
    engine: "dense",
    precision: "f32",
    layers: timed.layers,
    timed,
    run: async (start, count) => {
      const samples = batchAt(data, start, count);
      const began = performance.now();
      await plain.run(samples);
      const seconds = (performance.now() - began) / 1000;
      const seen = await watched.record(samples);
      const known = start < COUNTED
        ? (await event.run(start, Math.min(count, COUNTED))).records
        : [];
      counted += known.length;
      operations += known.reduce((sum, record) => sum + record.synapticOps, 0);
      const records = seen.map((record, i): FirstSpikeRecord => {
        const { decision, times } = known[i] ?? {};
        return {
          ...record,
          synapticOps: operations / counted,
          ...decision && { decision },
          ...times && { times },
        };
      });
      return { records, seconds };
    },
    [Symbol.asyncDispose]: async () => {
      await plain.dispose();
      await watched.dispose();
    },
  };
}
