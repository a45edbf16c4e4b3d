import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeSnn } from "@snnkit/ir";
import { summaryOf } from "./_compare_runs.ts";
import { inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN, tinyNpz, tinyOnnx } from "./_test_models.ts";

Deno.test("snn run compares the spiking network with the trained one of few bits", async () => {
  await inWorkplace(async ({ snn }) => {
    const words = ["run", MNIST_CNN, "--data", "mnist", "--limit", "50", "--json"];
    const few = ["--weight-bits", "2", "--activation-bits", "2", "--timesteps", "3"];
    const calibration = ["--calibrate", "mnist:train", "--calibrate-limit", "50"];
    const method = ["--recipe", "rueckauer2017", "--initial-potential", "0.5"];
    const summary = summaryOf(await snn(...words, ...few, ...calibration, ...method));
    // Weights of 2 bits spoil the network: its accuracy is not that of the file.
    assert(summary.ann.accuracy < 0.9, `${summary.ann.accuracy}`);
    const codes = summary.findings.map(({ code }) => code);
    assertEquals(codes.filter((code) => code === "network-compressed").length, 1);
    assert(codes.includes("activations-quantised"), `${codes}`);
  });
});

Deno.test("snn convert keeps the compressed network beside the spiking one", async () => {
  await inWorkplace(async ({ path, snn, write }) => {
    const data = `npz:${write("tiny.npz", tinyNpz(12))}`;
    const words = ["convert", write("tiny.onnx", tinyOnnx()), "--calibrate", data, "-o", "few.snn"];
    const { code, err } = await snn(...words, "--weight-bits", "1", "--activation-bits", "4");
    assertEquals([code, err.includes("error")], [0, false]);
    const { ann } = decodeSnn(Deno.readFileSync(`${path}/few.snn`));
    assert(ann?.nodes.some(({ op }) => op.kind === "fakeQuantise"));
  });
});

Deno.test("snn run refuses bits that make no sense", async () => {
  await inWorkplace(async ({ refuses }) => {
    const words = ["run", MNIST_CNN, "--data", "mnist", "--calibrate", "mnist:train"];
    for (const [name, bits] of [["weight-bits", "0"], ["activation-bits", "17"]]) {
      const message = await refuses([...words, `--${name}`, bits], name);
      assertMatch(message, /1 … 16|between 1 and 16|from 1 to 16|1 to 16/);
    }
  });
});
