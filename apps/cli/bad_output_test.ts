import { assertEquals } from "@std/assert";
import { inWorkplace } from "./_run_snn.ts";
import { tinyNpz, tinyOnnx } from "./_test_models.ts";

/** A folder that is there and takes no files, whoever asks. */
const CLOSED: readonly string[] = Deno.build.os === "linux" ? ["/proc"] : [];

const DATA = ["--calibrate", "npz:tiny.npz"];

Deno.test("snn convert -o fails before the work where the file could not be written", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    write("tiny.onnx", tinyOnnx());
    write("tiny.npz", tinyNpz(3));
    write("folder.snn/file", "");
    for (
      const [output, reason] of [
        ["nowhere/net.snn", "its folder does not exist"],
        ["tiny.npz/net.snn", "its folder is a file"],
        ["folder.snn", "it is a folder"],
        ...CLOSED.map((folder) => [`${folder}/net.snn`, "its folder takes no files"]),
      ]
    ) {
      await refuses(
        ["convert", "tiny.onnx", ...DATA, "-o", output],
        `Cannot write "${output}" as ${reason}`,
      );
    }
  });
});

Deno.test("snn run --out fails before the work where the folder could not be written", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    write("tiny.onnx", tinyOnnx());
    write("tiny.npz", tinyNpz(3));
    const words = ["run", "tiny.onnx", ...DATA, "--data", "npz:tiny.npz", "--out"];
    await refuses([...words, "tiny.npz"], '"tiny.npz" is not a folder');
    await refuses([...words, "tiny.npz/a/b"], 'Cannot write to "tiny.npz/a/b"', "is not a folder");
    for (const folder of CLOSED) {
      await refuses([...words, `${folder}/results`], "its folder takes no files");
    }
  });
});

Deno.test("snn convert replaces an older file, and keeps it where it fails", async () => {
  await inWorkplace(async ({ write, snn, refuses, path, list }) => {
    write("tiny.onnx", tinyOnnx());
    write("tiny.npz", tinyNpz(3));
    const old = write("net.snn", "something old");
    await refuses(
      ["convert", "tiny.onnx", "--calibrate", "npz:nowhere", "-o", "net.snn"],
      "nowhere",
    );
    assertEquals(Deno.readTextFileSync(old), "something old");
    const { code } = await snn("convert", "tiny.onnx", ...DATA, "-o", "./net.snn");
    assertEquals([code, list()], [0, ["net.snn", "tiny.npz", "tiny.onnx"]]);
    assertEquals((await snn("inspect", `${path}/net.snn`)).code, 0);
  });
});
