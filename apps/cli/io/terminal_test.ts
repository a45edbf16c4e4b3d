import { assert, assertEquals, assertMatch } from "@std/assert";
import { inWorkplace, snnCommand } from "../_run_snn.ts";
import { tinyNpz, tinyOnnx } from "../_test_models.ts";

/** Whether there is a program that pretends to be a terminal. */
const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "null" })
  .output().then(({ code }) => code === 0, () => false);

Deno.test({
  name: "On a terminal a progress bar is drawn and wiped away",
  ignore: !hasScript,
  fn: async () => {
    await inWorkplace(async ({ path, write }) => {
      write("tiny.onnx", tinyOnnx());
      write("tiny.npz", tinyNpz(30));
      const main = new URL("../main.ts", import.meta.url).pathname;
      const words = "run tiny.onnx --data npz:tiny.npz --calibrate npz:tiny.npz --timesteps 8";
      const { code, stdout } = await new Deno.Command("script", {
        args: ["-qec", `stty cols 40; "${Deno.execPath()}" run -A "${main}" ${words}`, "/dev/null"],
        cwd: path,
        stdin: "null",
        env: { NO_COLOR: "1", TERM: "xterm" },
      }).output();
      const text = new TextDecoder().decode(stdout);
      assertEquals(code, 0, text);
      for (const label of ["calibrating", "trained net", "spiking net"]) {
        assertMatch(text, RegExp(`\\r\\x1b\\[2K${label} +█+ 30/30`), label);
      }
      const drawings = text.split("\r\x1b[2K").slice(1);
      assert(drawings.slice(0, -1).every((line) => line.length < 40), "the bar breaks the line");
      // The last thing that any bar does is to leave an empty line to the results.
      // deno-lint-ignore no-control-regex
      assertMatch(text, /30\/30\r\x1b\[2Ktiny\.onnx as a spiking network/);
      assertEquals(drawings.at(-1)!.includes("█"), false);
    });
  },
});

Deno.test("In a pipe there is nothing but the results", async () => {
  await inWorkplace(async ({ path, write }) => {
    write("tiny.onnx", tinyOnnx());
    write("tiny.npz", tinyNpz(3));
    const words = ["run", "tiny.onnx", "--data", "npz:tiny.npz", "--calibrate", "npz:tiny.npz"];
    const { stdout, stderr } = await snnCommand(words, path).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    // deno-lint-ignore no-control-regex
    assert(!/[\r\x1b]/.test(new TextDecoder().decode(stdout)));
  });
});
