import { assert, assertEquals } from "@std/assert";

const module = new URL("./spare_memory.ts", import.meta.url);

/** What a program of its own prints: the settings are those of a whole process. */
async function printed(program: string, ...permissions: readonly string[]): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `import { returnMemory, spareMemory } from "${module}";\n${program}`,
    );
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...permissions, file],
    }).output();
    const text = new TextDecoder();
    assert(success, text.decode(stderr));
    return text.decode(stdout).trim();
  } finally {
    await Deno.remove(file);
  }
}

/**
 * Takes twenty blocks of 4 MB from the C library, after a larger one that is free again, frees all
 * but the last, and prints how many MB stay.
 */
const HOLES = `
const libc = Deno.dlopen("libc.so.6", {
  malloc: { parameters: ["usize"], result: "pointer" },
  memset: { parameters: ["pointer", "i32", "usize"], result: "pointer" },
  free: { parameters: ["pointer"], result: "void" },
}).symbols;
const filled = (bytes: bigint) => libc.memset(libc.malloc(bytes), 1, bytes);
const resident = () =>
  Number(/^VmRSS:\\s*(\\d+)/m.exec(Deno.readTextFileSync("/proc/self/status"))![1]) / 1000;
libc.free(filled(30_000_000n));
const before = resident();
const blocks = Array.from({ length: 20 }, () => filled(4_000_000n));
for (const block of blocks.slice(0, -1)) libc.free(block);
`;
const REST = "console.log(resident() - before);";

const isGlibc = Deno.build.os === "linux" && Deno.build.target.endsWith("gnu");

Deno.test({
  name: "spareMemory() has freed blocks handed back, which lie between others else",
  ignore: !isGlibc,
  fn: async () => {
    const [plain, spared] = [
      await printed(HOLES + REST, "-A"),
      await printed(`spareMemory();${HOLES}${REST}`, "-A"),
    ];
    assert(Number(plain) > 60, `${plain} MB stay without it`);
    assert(Number(spared) < 20, `${spared} MB stay`);
  },
});

Deno.test({
  name: "returnMemory() hands back what is free",
  ignore: !isGlibc,
  fn: async () => {
    const rest = await printed(`${HOLES}returnMemory();${REST}`, "-A");
    assert(Number(rest) < 20, `${rest} MB stay`);
  },
});

Deno.test("spareMemory() and returnMemory() do nothing where they may not", async () => {
  const read = `--allow-read=${new URL(".", module).pathname}`;
  const program = `spareMemory(); returnMemory(); console.log("done");`;
  assertEquals(await printed(program, read), "done");
});
