import type { Finding } from "@snnkit/ir";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { checkOptions, checkSample, type Network } from "@snnkit/sim";
import { deferred } from "./_deferred.ts";
import type { Answer, Order } from "./_orders.ts";
import { planOf } from "./_plan_of.ts";
import { detectCapabilities } from "./capabilities.ts";
import type { RateSimulatorOptions } from "./create_rate_simulator.ts";
import { possibleThreads } from "./possible_threads.ts";
import { shareArrays } from "./share_arrays.ts";
import type { WorkerPort } from "./worker_port.ts";

/** What to simulate, and with which threads. */
export interface PoolOptions extends RateSimulatorOptions {
  /** How many workers, a whole number ≥ 1. */
  readonly threads: number;
  /** Starts a worker that runs `@snnkit/sim-rate/worker`, also to replace one that has failed. */
  readonly openWorker: () => WorkerPort;
  /**
   * After so many milliseconds a worker that has not answered for a sample counts as failed; it may
   * take as long as it wants unless given.
   */
  readonly patience?: number;
}

/** Simulators in threads of their own, which share one network. */
export interface SimulatorPool {
  /** Which engine they are. */
  readonly engine: string;
  /** The populations that spike, in the order of the recordings' layers. */
  readonly layers: readonly LayerInfo[];
  /** How many samples are simulated side by side. */
  readonly threads: number;
  /** What is otherwise than asked for, or than it could be elsewhere. */
  readonly findings: readonly Finding[];
  /** How many workers had to be replaced so far. */
  readonly replaced: () => number;
  /**
   * Simulate a sample with the next worker that is free.
   *
   * @param sample Values as the input node has them, channels first; must not change meanwhile.
   * @param index Which sample it is.
   * @param counts Whether the net spikes of every neuron are kept; as the options say unless given.
   * @throws {TypeError} Where the sample has another number of values.
   * @throws {Error} Where workers failed at it again and again.
   */
  readonly simulate: (
    sample: Float32Array,
    index: number,
    counts?: boolean,
  ) => Promise<SampleRecord>;
  /** Ends all workers; samples in the works are given up. */
  readonly dispose: () => void;
}

/** A sample that waits or is being simulated. */
interface Task {
  readonly order: Extract<Order, { readonly kind: "simulate" }>;
  readonly done: (record: SampleRecord) => void;
  readonly failed: (error: unknown) => void;
  /** How many workers have failed at it. */
  failures: number;
  /** Whether a worker that had it has failed, be it at it or at another: from then on it goes alone. */
  isSuspect: boolean;
}

/** One worker must not be replaced for ever by others that fail at the same sample. */
const MOST_FAILURES = 3;

/** Samples that a worker has at most: with the next one at hand it need not wait for an order. */
const AT_HAND = 2;

/** A worker and what it is doing. */
interface Lane {
  readonly port: WorkerPort;
  /** Whether its simulator is made. */
  isOpen: boolean;
  /** What it was told to simulate, in order: it is at the first. */
  readonly tasks: Task[];
  /** Ends its patience with the first. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Spread samples over workers.
 *
 * Each worker takes the next sample when it is free, or shortly before while there are enough, so that
 * a slow sample holds hardly anybody up. A
 * worker that fails is replaced, and its sample is simulated again from rest by another: what comes
 * out does not depend on failures, on the number of threads, or on who simulates what. Weights are
 * shared where the runtime allows it and copied where not.
 *
 * @param network What to simulate.
 * @param options Steps, read-out, engine and threads.
 * @throws {RangeError} As the engine does; where the number of threads is not a whole number ≥ 1.
 * @throws {Error} Where workers cannot be started.
 */
export async function createSimulatorPool(
  network: Network,
  options: PoolOptions,
): Promise<SimulatorPool> {
  const { threads, openWorker, patience, ...wanted } = options;
  checkOptions(network, wanted);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as threads must be a whole number ≥ 1: received ${threads}`,
    );
  }
  // Rounded here once: what has a grid already costs a worker nothing.
  const shared = shareArrays(planOf(network, wanted));
  const open: Order = { kind: "open", network: shared, options: wanted };
  const lanes = new Set<Lane>();
  const waiting: Task[] = [];
  let [replaced, disposed] = [0, false];
  let broken: Error | undefined;
  const opening = deferred<Extract<Answer, { readonly kind: "opened" }>>();

  /** Begins to wait for the answer to what a worker is at now. */
  const watch = (lane: Lane): void => {
    clearTimeout(lane.timer);
    if (patience === undefined || lane.tasks.length === 0) return;
    const silent = new Error(`it did not answer for ${patience} ms`);
    lane.timer = setTimeout(() => replace(lane, silent), patience);
  };
  const feed = (lane: Lane): void => {
    // The last samples go to who is free first.
    const most = waiting.length > lanes.size ? AT_HAND : 1;
    while (waiting.length > 0 && lane.tasks.length < most) {
      const [next] = waiting;
      if (lane.tasks.length > 0 && (next.isSuspect || lane.tasks[0].isSuspect)) break;
      waiting.shift();
      lane.tasks.push(next);
      lane.port.post(next.order);
    }
    watch(lane);
  };
  const hear = (lane: Lane, answer: Answer): void => {
    if (!lanes.has(lane)) return;
    switch (answer.kind) {
      case "opened":
        lane.isOpen = true;
        opening.resolve(answer);
        break;
      case "simulated":
        lane.tasks.shift()?.done(answer.record);
        break;
      case "refused":
        if (!lane.isOpen) return giveUp(lane, answer.error);
        lane.tasks.shift()?.failed(answer.error);
        break;
      default:
        answer satisfies never;
        throw new Error("Unreachable: unknown answer");
    }
    feed(lane);
  };
  /** A worker could not even open: another one would do no better. */
  const giveUp = (lane: Lane, error: unknown): void => {
    lanes.delete(lane);
    lane.port.terminate();
    opening.reject(error);
    if (lanes.size > 0) return;
    broken = error instanceof Error ? error : new Error(String(error));
    for (const task of waiting.splice(0)) task.failed(broken);
  };
  const replace = (lane: Lane, error: Error): void => {
    if (disposed || !lanes.has(lane)) return;
    clearTimeout(lane.timer);
    if (!lane.isOpen) {
      return giveUp(
        lane,
        new Error(
          `Cannot simulate "${network.name}" as its workers must start: ${error.message}`,
          { cause: error },
        ),
      );
    }
    lanes.delete(lane);
    lane.port.terminate();
    replaced++;
    const [task, ...others] = lane.tasks;
    for (const its of lane.tasks) its.isSuspect = true;
    waiting.unshift(...others);
    if (task && ++task.failures < MOST_FAILURES) waiting.unshift(task);
    else task?.failed(lostSample(network, task.order.index, error));
    start();
  };
  const start = (): void => {
    const lane: Lane = { port: openWorker(), isOpen: false, tasks: [], timer: undefined };
    lanes.add(lane);
    lane.port.onMessage((message) => hear(lane, message as Answer));
    lane.port.onFailure((error) => replace(lane, error));
    lane.port.post(open);
  };
  const dispose = (): void => {
    disposed = true;
    for (const { port, timer } of lanes) {
      clearTimeout(timer);
      port.terminate();
    }
    lanes.clear();
  };

  try {
    for (let i = 0; i < threads; i++) start();
    const { engine, layers, findings } = await opening.promise;
    const here = { ...detectCapabilities(), ...wanted.capabilities, workers: true };
    return {
      engine,
      layers,
      threads,
      findings: [...findings, ...possibleThreads(threads, here).findings],
      replaced: () => replaced,
      simulate: (sample, index, counts = wanted.counts ?? false) => {
        checkSample(network, sample, index);
        if (broken) return Promise.reject(broken);
        const { promise, resolve, reject } = deferred<SampleRecord>();
        const order = { kind: "simulate", sample, index, counts } as const;
        waiting.push({ order, done: resolve, failed: reject, failures: 0, isSuspect: false });
        const idle = [...lanes].find(({ isOpen, tasks }) => isOpen && tasks.length === 0);
        if (idle) feed(idle);
        return promise;
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function lostSample(network: Network, index: number, error: Error): Error {
  return new Error(
    `Cannot simulate sample ${index} of "${network.name}" as ${MOST_FAILURES} workers failed at ` +
      `it, the last with: ${error.message}`,
    { cause: error },
  );
}
