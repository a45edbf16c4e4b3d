import { assertEquals, assertNotEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { browserTest, launchChromium } from "../launch_chromium.ts";
import { compareContestants } from "./compare_contestants.ts";
import { prepareImages } from "./prepare_images.ts";

const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** Where the data are absent the test is skipped, except in CI, which must have them. */
function isAbsent(): boolean {
  if (Deno.env.get("CI") === "true") return false;
  try {
    return !Deno.statSync(`${data}models/cifar10_resnet20_akamaster.onnx`).isFile;
  } catch {
    return true;
  }
}
const { name, ignore } = browserTest(
  "Deno, Node and Chromium count the same spikes of a ResNet-20, bit for bit, threads or not",
);

Deno.test({
  name: isAbsent() ? `${name} (skipped as ../shared/data is absent)` : name,
  ignore: ignore || isAbsent(),
  fn: async () => {
    const place = await Deno.makeTempDir({ prefix: "snnkit-same-" });
    const folder = new URL(`file://${place}/`);
    try {
      await prepareImages(folder, data, 3);
      await using browser = await launchChromium();
      const checksums: number[] = [];
      for (const precision of ["f32", "i16"] as const) {
        for (const threads of [1, 2]) {
          const settings = { timesteps: 24, threads, precision };
          const standings = await compareContestants(browser, folder, settings, 1);
          assertEquals(
            standings.map(({ name, shared }) => [name, shared]),
            [
              ["Deno", true],
              ["Chromium, isolated", true],
              ["Chromium, not isolated", false],
              ["Node", true],
            ],
          );
          const [{ spikes, checksum }] = standings;
          for (const standing of standings) {
            assertEquals(
              [standing.name, standing.spikes, standing.checksum, standing.steady],
              [standing.name, spikes, checksum, true],
            );
          }
          checksums.push(checksum);
        }
      }
      const [one, two, fixed, fixedTwo] = checksums;
      assertEquals([one, fixed], [two, fixedTwo]);
      assertNotEquals(one, fixed);
    } finally {
      await Deno.remove(place, { recursive: true });
    }
  },
});
