/**
 * Simulates the same images of a ResNet-20 for CIFAR-10 in Deno, in Node and in Chromium, in a page
 * that is isolated from other origins and in one that is not, in turns; prints their speeds beside
 * Deno's and fails where any spike differs. Needs `../shared/data` and Chromium. See docs/bench.md.
 *
 *     deno task bench:browser [--images N] [--timesteps T] [--threads N] [--rounds N] [--precision i16]
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../launch_chromium.ts";
import { compareContestants } from "./compare_contestants.ts";
import { prepareImages } from "./prepare_images.ts";

const args = parseArgs(Deno.args, {
  string: ["images", "timesteps", "threads", "rounds", "precision"],
  default: { images: "16", timesteps: "256", threads: "1", rounds: "5", precision: "f32" },
});
const { precision } = args;
const [images, timesteps, threads, rounds] = [
  args.images,
  args.timesteps,
  args.threads,
  args.rounds,
].map(Number);
const numbers = [images, timesteps, threads, rounds];
if (!numbers.every((value) => Number.isInteger(value) && value >= 1)) {
  console.error("error: --images, --timesteps, --threads and --rounds must be whole numbers ≥ 1");
  Deno.exit(2);
}
if (precision !== "f32" && precision !== "i16") {
  console.error(`error: --precision must be f32 or i16: received "${precision}"`);
  Deno.exit(2);
}

const place = await Deno.makeTempDir({ prefix: "snnkit-browser-" });
const folder = new URL(`file://${place}/`);
let same = true;
try {
  await prepareImages(
    folder,
    fileURLToPath(new URL("../../../shared/data/", import.meta.url)),
    images,
  );
  await using browser = await launchChromium();
  const settings = { timesteps, threads, precision } as const;
  const standings = await compareContestants(browser, folder, settings, rounds);
  console.log(`${images} images, ${timesteps} steps, ${threads} threads, ${precision}`);
  console.log("  runtime                  images/s   × Deno  spikes     checksum");
  for (const { name, imagesPerSecond, ratio, spikes, checksum, steady } of standings) {
    same &&= steady && checksum === standings[0].checksum;
    const cells = [
      `  ${name.padEnd(24)}`,
      imagesPerSecond.toFixed(2).padStart(9),
      ratio.toFixed(2).padStart(9),
      String(spikes).padStart(12),
      checksum.toString(16).padStart(10),
    ];
    console.log(cells.join(""));
  }
  console.log(same ? "all count the same spikes" : "error: the spikes differ");
  console.log(`load of the machine over the last minute: ${Deno.loadavg()[0].toFixed(1)}`);
} finally {
  await Deno.remove(place, { recursive: true });
}
Deno.exit(same ? 0 : 1);
