import type { Browser } from "playwright-core";
import { median } from "../peers/compare_turns.ts";
import type { BenchSettings, BenchTurn } from "./bench_images.ts";
import { chromiumContestant, processContestant } from "./contestants.ts";

/** What a contestant did in all its turns. */
export interface Standing {
  /** What it is called. */
  readonly name: string;
  /** Median of its turns. */
  readonly imagesPerSecond: number;
  /** How many times as fast as the first contestant: the median of rounds. */
  readonly ratio: number;
  /** Spikes of all images. */
  readonly spikes: number;
  /** Checksum of all that was recorded. */
  readonly checksum: number;
  /** Whether every turn recorded the same. */
  readonly steady: boolean;
  /** Whether its threads could share memory. */
  readonly shared: boolean;
}

/**
 * Lets Deno, Node and both pages of Chromium simulate the same images in turns. Ratios are taken
 * round by round, between neighbours in time. A round before all others compiles kernels.
 *
 * @param folder What `prepareImages` has filled.
 */
export async function compareContestants(
  browser: Browser,
  folder: URL,
  settings: BenchSettings,
  rounds: number,
): Promise<Standing[]> {
  await using stack = new AsyncDisposableStack();
  const contestants = [
    await processContestant(
      "Deno",
      [Deno.execPath(), "run", "-A", "--no-config"],
      folder,
      settings,
    ),
    await chromiumContestant(browser, folder, settings, true),
    await chromiumContestant(browser, folder, settings, false),
    await processContestant("Node", ["node"], folder, settings),
  ].map((contestant) => stack.use(contestant));
  const turns: BenchTurn[][] = contestants.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const turn = await contestant.turn();
      if (round > 0) turns[i].push(turn);
    }
  }
  return contestants.map(({ name }, i) => {
    const [{ images, spikes, checksum, shared }] = turns[i];
    return {
      name,
      imagesPerSecond: median(turns[i].map(({ milliseconds }) => 1000 * images / milliseconds)),
      ratio: median(
        turns[i].map(({ milliseconds }, round) => turns[0][round].milliseconds / milliseconds),
      ),
      spikes,
      checksum,
      steady: turns[i].every((turn) => turn.checksum === checksum),
      shared,
    };
  });
}
