import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { deeds, summaryOf } from "./_compare_runs.ts";
import { type Ended, ended, inWorkplace, type Workplace } from "./_run_snn.ts";
import { MNIST_CNN } from "./_test_models.ts";

const windows = Deno.build.os === "windows";

/** A run that takes several seconds, most of them simulating. */
const LONG = [
  ...["run", MNIST_CNN, "--data", "mnist", "--limit", "800", "--timesteps", "100"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "64", "--recipe", "rueckauer2017"],
];

/** Starts a command and sends it a signal after a while. */
async function interrupted(
  { start }: Workplace,
  words: readonly string[],
  milliseconds: number,
  signal: Deno.Signal = "SIGINT",
): Promise<Ended> {
  const child = start(...words);
  const timer = setTimeout(() => child.kill(signal), milliseconds);
  try {
    return await ended(child);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Interrupts a run in the middle of its simulation, however fast the machine is: where it was too
 * early or too late, the next try waits longer or shorter.
 */
async function interruptedMidway(
  place: Workplace,
  words: readonly string[],
  signal?: Deno.Signal,
): Promise<{ end: Ended; done: number }> {
  let [low, high] = [0, 60_000];
  for (let wait = 2000, tries = 0; tries < 8; tries++) {
    // What a run that was too fast has written is of no use.
    await Deno.remove(`${place.path}/results`, { recursive: true }).catch(() => {});
    const end = await interrupted(place, words, wait, signal);
    const done = Number(/^Interrupted after (\d+) of \d+ samples/.exec(end.err)?.[1] ?? 0);
    if (end.code === 130 && done > 0) return { end, done };
    if (end.code === 0) high = wait;
    else low = wait;
    wait = high < 60_000 ? (low + high) / 2 : 2 * wait;
  }
  throw new Error("The run was never caught in the middle");
}

Deno.test({
  name: "Ctrl-C ends a run with one message, code 130 and no file",
  ignore: windows,
  fn: async () => {
    await inWorkplace(async (place) => {
      const { end, done } = await interruptedMidway(place, LONG);
      assertEquals(end, {
        code: 130,
        out: "",
        err: `Interrupted after ${done} of 800 samples; nothing was written\n`,
      });
      assertEquals(place.list(), []);
    });
  },
});

Deno.test({
  name: "An interrupted run leaves a file that --resume continues to the same numbers",
  ignore: windows,
  fn: async () => {
    await inWorkplace(async (place) => {
      const { snn, list, path, write, refuses } = place;
      const words = [...LONG, "--json", "--out", "results"];
      const { end, done } = await interruptedMidway(place, words, "SIGTERM");
      assert(done < 800);
      assertMatch(end.err, /^Interrupted after \d+ of 800 samples; "results\/run\.resume" holds/);
      assertEquals([end.out, end.err.split("\n").length], ["", 2]);
      assertEquals(list(), ["results/", "results/run.resume"]);

      // What belongs to another run, or was damaged, is not taken for its beginning.
      for (
        const [option, value, mention] of [
          ["--timesteps", "99", "timesteps was 100 and is 99"],
          ["--limit", "799", "samples was 800 and is 799"],
          ["--mean", "0.1", "preprocessing was "],
          ["--stop", "margin=0.5", "stop was none and is margin=0.5"],
          ["--calibrate-limit", "63", "calibrate-limit was 64 and is 63"],
          ["--initial-potential", "0.5", "recipe options was "],
          ["--engine", "dense", "engine was event or reference and is dense"],
        ]
      ) {
        const at = words.indexOf(option);
        const other = at < 0 ? [...words, option, value] : words.with(at + 1, value);
        await refuses([...other, "--resume"], "belongs to another run", mention);
      }
      const whole = Deno.readFileSync(`${path}/results/run.resume`);
      for (const bytes of [whole.subarray(0, -5), whole.subarray(0, 30), new Uint8Array(0)]) {
        write("results/run.resume", bytes);
        await refuses([...words, "--resume"], "results/run.resume", "cut or changed");
      }
      write("results/run.resume", whole);

      const resumed = summaryOf(await snn(...words, "--resume"));
      assert(list().includes("results/report.html") && list().includes("results/run.json"));
      assert(!list().includes("results/run.resume"));
      const atOnce = summaryOf(await snn(...LONG, "--json"));
      assertEquals(deeds(resumed), deeds(atOnce));
      await refuses([...words, "--resume"], "no interrupted run has left its run.resume");
    });
  },
});

Deno.test({
  name: "Ctrl-C ends a conversion with one message, code 130 and no file",
  ignore: windows,
  fn: async () => {
    await inWorkplace(async (place) => {
      const all = ["--calibrate", "mnist:train", "--limit", "60000", "-o", "net.snn"];
      for (const first of [600, 2500]) {
        let [end, wait] = [await interrupted(place, ["convert", MNIST_CNN, ...all], first), first];
        // On a busy machine the signal may come before the command listens.
        while (end.err === "" && wait < 20_000) {
          end = await interrupted(place, ["convert", MNIST_CNN, ...all], wait *= 2);
        }
        assertEquals(end, { code: 130, out: "", err: "Interrupted; nothing was written\n" });
        assertEquals(place.list(), []);
      }
    });
  },
});

Deno.test({
  name: "Ctrl-C reaches the command through the wrapper of npm run",
  ignore: windows,
  fn: async () => {
    await inWorkplace(async ({ path, list }) => {
      const [wrapper, main] = ["../../tools/with_tools.mjs", "main.ts"]
        .map((name) => fileURLToPath(new URL(name, import.meta.url)));
      const words = LONG.with(LONG.indexOf("800"), "10000");
      const child = new Deno.Command("node", {
        args: [wrapper, "deno", "run", "-A", main, ...words],
        cwd: path,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        env: { NO_COLOR: "1" },
      }).spawn();
      setTimeout(() => child.kill("SIGINT"), 3000);
      const { code, out, err } = await ended(child);
      assertEquals([code, out], [130, ""]);
      assertMatch(err, /^Interrupted.*; nothing was written\n$/);
      assertEquals(list(), []);
    });
  },
});
