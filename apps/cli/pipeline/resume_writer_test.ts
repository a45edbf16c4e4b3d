import type { SampleRecord } from "@snnkit/recording";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { dirname } from "node:path";
import { UserError } from "../user_error.ts";
import { readResumeFile, RESUME_FILE } from "./resume_file.ts";
import { createResumeWriter, type ResumeWriter } from "./resume_writer.ts";

const LAYERS = [{ id: "relu", shape: [4], neurons: 4 }];
const TIMESTEPS = 1000;
const IDENTITY = { model: "net.onnx", seed: 0 };

/** About 14 kB each. */
function record(seed: number): SampleRecord {
  return {
    steps: TIMESTEPS,
    decisions: new Uint16Array(TIMESTEPS).fill(seed % 3),
    scores: Float32Array.of(seed, 1, 2),
    spikes: Uint32Array.from({ length: TIMESTEPS }, (_, t) => (t * seed) % 5),
    synapticOps: Float64Array.from({ length: TIMESTEPS }, (_, t) => t + seed),
    ...seed === 0 && { counts: [Int32Array.of(1, -2, 3, 0)] },
  };
}
const many = Array.from({ length: 200 }, (_, i) => record(i));

function inFolder(use: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "snnkit-resume-" });
  try {
    use(`${folder}/of/results`);
    assertEquals([...Deno.readDirSync(folder)].length <= 1, true);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function writerIn(folder: string, known?: ReturnType<typeof readResumeFile>): ResumeWriter {
  return createResumeWriter({
    folder,
    identity: IDENTITY,
    known,
    timesteps: TIMESTEPS,
    layers: () => LAYERS,
  });
}

/** Names in a folder; undefined where it is not there. */
function list(folder: string): string[] | undefined {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return undefined;
  }
}

Deno.test("createResumeWriter() keeps records that come back in their order", () => {
  inFolder((folder) => {
    const writer = writerIn(folder);
    many.forEach(writer.add);
    assertEquals(writer.keep(), `${folder}/${RESUME_FILE}`);
    assertEquals(list(folder), [RESUME_FILE]);
    const known = readResumeFile(folder, IDENTITY);
    assertEquals(known.count, many.length);
    assertEquals([...known.records()], many);
    assertEquals([...known.records()].length, many.length);
  });
});

Deno.test("createResumeWriter() goes on from what is known, however often", () => {
  inFolder((folder) => {
    let known: ReturnType<typeof readResumeFile> | undefined;
    for (const [from, to] of [[0, 3], [3, 120], [120, 120], [120, 200]]) {
      const writer = writerIn(folder, known);
      many.slice(from, to).forEach(writer.add);
      writer.keep();
      known = readResumeFile(folder, IDENTITY);
      assertEquals(known.count, to);
    }
    assertEquals([...known!.records()], many);
    assertEquals(list(folder), [RESUME_FILE]);
  });
});

Deno.test("createResumeWriter() writes much to disk meanwhile, little only when it is kept", () => {
  inFolder((folder) => {
    const writer = writerIn(folder);
    many.slice(0, 3).forEach(writer.add);
    assertEquals(list(folder), undefined);
    many.slice(3).forEach(writer.add);
    const [beside] = list(folder)!;
    assert(beside.startsWith(`${RESUME_FILE}.`), beside);
    // The megabyte that waits in memory at most is not there yet.
    const onDisk = Deno.statSync(`${folder}/${beside}`).size;
    writer.keep();
    const whole = Deno.statSync(`${folder}/${RESUME_FILE}`).size;
    assert(onDisk > whole / 2 && onDisk < whole, `${onDisk} of ${whole}`);
  });
});

Deno.test("createResumeWriter() leaves nothing where it is dropped, and what was there before", () => {
  inFolder((folder) => {
    const dropped = writerIn(folder);
    many.forEach(dropped.add);
    dropped.drop();
    assertEquals(list(folder), undefined);

    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/notes.txt`, "mine");
    const second = writerIn(folder);
    many.forEach(second.add);
    second.drop();
    assertEquals(list(folder), ["notes.txt"]);
  });
});

Deno.test("readResumeFile() refuses what was cut, changed or belongs to another run", () => {
  inFolder((folder) => {
    const writer = writerIn(folder);
    many.forEach(writer.add);
    const path = writer.keep();
    const whole = Deno.readFileSync(path);
    const start = whole.indexOf(10) + 1;
    const block = new DataView(whole.buffer).getUint32(start, true);
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(start, 0xffffffff, true);
    const damaged = [
      whole.subarray(0, -5),
      whole.subarray(0, start - 1),
      whole.subarray(0, start + 2),
      whole.subarray(0, start + 4 + block + 3),
      whole.with(start + 100, whole[start + 100] ^ 1),
      huge,
      new Uint8Array(0),
      new Uint8Array(2 ** 21).fill(65),
    ];
    for (const bytes of damaged) {
      Deno.writeFileSync(path, bytes);
      assertThrows(() => readResumeFile(folder, IDENTITY), UserError, "cut or changed");
    }
    Deno.writeFileSync(path, whole);
    assertThrows(
      () => readResumeFile(folder, { ...IDENTITY, seed: 1 }),
      UserError,
      "belongs to another run: seed was 0 and is 1",
    );
    assertEquals(readResumeFile(folder, IDENTITY).count, many.length);
  });
});

Deno.test("createResumeWriter() says where the system refuses its folder", () => {
  inFolder((folder) => {
    Deno.mkdirSync(dirname(folder));
    Deno.writeTextFileSync(folder, "a file");
    const writer = writerIn(folder);
    assertThrows(() => writer.keep(), UserError, "Cannot write to");
  });
});
