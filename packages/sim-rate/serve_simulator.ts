import type { Network, Simulator } from "@snnkit/sim";
import type { Answer, Order } from "./_orders.ts";
import { createRateSimulator, type RateSimulatorOptions } from "./create_rate_simulator.ts";

/** A thread's end of the channel to its host. */
export interface HostPort {
  /** Sends an answer to the host. */
  readonly post: (message: unknown) => void;
  /** Who is told of each order of the host; called once. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/**
 * Serve a pool from within a worker: make the simulator that it wants, simulate the samples that it
 * sends, one after the other.
 *
 * What is wrong with a network or a sample is answered as an error; what is wrong with this thread is
 * thrown and ends it, and the pool replaces it.
 *
 * @param host The channel to the pool.
 */
export function serveSimulator(host: HostPort): void {
  let current: Opened | undefined;
  const obey = async (order: Order): Promise<Answer> => {
    switch (order.kind) {
      case "open": {
        current = await open(order.network, order.options);
        const { engine, layers, findings = [] } = current.simulator;
        return { kind: "opened", engine, layers, findings };
      }
      case "simulate": {
        if (current === undefined) throw new Error("Unreachable: a worker is opened first");
        if (order.counts !== (current.options.counts ?? false)) {
          current.simulator.dispose();
          current = await open(current.network, { ...current.options, counts: order.counts });
        }
        return { kind: "simulated", record: current.simulator.simulate(order.sample, order.index) };
      }
      default:
        order satisfies never;
        throw new Error("Unreachable: unknown order");
    }
  };
  // One order after the other: opening takes a while, and answers come in the orders' order.
  let before: Promise<void> = Promise.resolve();
  host.onMessage((message) => {
    const order = message as Order;
    before = before.then(() => obey(order)).then(host.post, (error) => {
      if (error instanceof TypeError || error instanceof RangeError) {
        host.post({ kind: "refused", error } satisfies Answer);
        return;
      }
      // A rejection that nobody handles is not told to the host of a browser's worker; an error is.
      queueMicrotask(() => {
        throw error;
      });
    });
  });
}

/** A simulator and what it was made of. */
interface Opened {
  readonly simulator: Simulator;
  readonly network: Network;
  readonly options: RateSimulatorOptions;
}

async function open(network: Network, options: RateSimulatorOptions): Promise<Opened> {
  return { simulator: await createRateSimulator(network, options), network, options };
}
