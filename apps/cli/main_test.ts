import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN } from "./_test_models.ts";

Deno.test("snn -h lists the commands", async () => {
  await inWorkplace(async ({ snn }) => {
    const { code, out, err } = await snn("-h");
    assertEquals([code, err], [0, ""]);
    for (const name of ["inspect", "convert", "run"]) {
      assertMatch(out, RegExp(`^  snn ${name} `, "m"));
    }
    assertEquals((await snn("--help")).out, out);
    assertEquals(await snn(), { code: 2, out: "", err: out });
  });
});

Deno.test("snn COMMAND -h explains every option within 100 columns", async () => {
  const wanted: Readonly<Record<string, readonly string[]>> = {
    inspect: ["--json", "-h, --help"],
    convert: ["--calibrate DATA", "-o, --output FILE.snn", "--recipe NAME", "--std a,b,c"],
    run: ["--data DATA", "--timesteps T", "--engine E", "--resume", "--mean a,b,c", "mnist[:train"],
  };
  await inWorkplace(async ({ snn, list }) => {
    for (const [name, mentions] of Object.entries(wanted)) {
      const { code, out, err } = await snn(name, "-h");
      assertEquals([code, err], [0, ""]);
      for (const mention of mentions) assertStringIncludes(out, mention);
      assertEquals(out.split("\n").filter((line) => line.length > 100), [], name);
      assert(out.split("\n").every((line) => line === line.trimEnd()), "blanks end a line");
      // Help helps wherever it stands.
      assertEquals((await snn(name, "net.onnx", "--help")).out, out);
    }
    assertEquals((await snn("help", "run")).out, (await snn("run", "-h")).out);
    assertEquals(list(), []);
  });
});

Deno.test("snn --version tells the version", async () => {
  await inWorkplace(async ({ snn }) => {
    const { code, out } = await snn("--version");
    assertEquals(code, 0);
    assertMatch(out, /^snnkit \d+\.\d+\.\d+\n$/);
  });
});

Deno.test({
  name: "snn inspect does not mind a reader that goes away",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await inWorkplace(async ({ path }) => {
      const main = new URL("main.ts", import.meta.url).pathname;
      const script = `"$1" run -A "$2" inspect "$3" --json | true; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await new Deno.Command("bash", {
        args: ["-c", script, "bash", Deno.execPath(), main, MNIST_CNN],
        cwd: path,
        env: { NO_COLOR: "1" },
      }).output();
      assertEquals(new TextDecoder().decode(stderr), "");
      assertEquals(new TextDecoder().decode(stdout), "0\n");
    });
  },
});
