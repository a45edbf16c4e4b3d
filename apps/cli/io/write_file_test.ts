import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../user_error.ts";
import { checkFile, checkFolder, ensureFolder, writeWhole } from "./write_file.ts";

/** Runs a test in a new folder, and tells what it holds. */
async function inFolder(test: (folder: string, names: () => string[]) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "snnkit-write-" });
  const names = (): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  try {
    await test(folder, names);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function refused(step: () => Promise<void>, message: string): Promise<void> {
  assertEquals((await assertRejects(step, UserError)).message, message);
}

Deno.test("writeWhole() writes text and bytes, over what was there", async () => {
  await inFolder(async (folder, names) => {
    await writeWhole(`${folder}/a`, "text");
    await writeWhole(`${folder}/b`, Uint8Array.of(1, 2));
    await writeWhole(`${folder}/a`, "other text");
    assertEquals(Deno.readTextFileSync(`${folder}/a`), "other text");
    assertEquals([...Deno.readFileSync(`${folder}/b`)], [1, 2]);
    assertEquals(names(), ["a", "b"]);
  });
});

Deno.test("writeWhole() leaves nothing where it fails", async () => {
  await inFolder(async (folder, names) => {
    Deno.mkdirSync(`${folder}/taken/inner`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/file`, "");
    await assertRejects(() => writeWhole(`${folder}/taken`, "text"), UserError);
    await refused(
      () => writeWhole(`${folder}/none/a`, "text"),
      `Cannot write "${folder}/none/a" as its folder does not exist`,
    );
    await refused(
      () => writeWhole(`${folder}/file/a`, "text"),
      `Cannot write "${folder}/file/a" as its folder is a file`,
    );
    assertEquals(names(), ["file", "taken"]);
  });
});

Deno.test("checkFile() and checkFolder() tell what could not be written, and leave nothing", async () => {
  await inFolder(async (folder, names) => {
    Deno.writeTextFileSync(`${folder}/file`, "kept");
    await checkFile(`${folder}/new`);
    await checkFile(`${folder}/file`);
    await checkFolder(folder);
    await checkFolder(`${folder}/a/b/c`);
    await refused(() => checkFile(folder), `Cannot write "${folder}" as it is a folder`);
    await refused(
      () => checkFile(`${folder}/none/a`),
      `Cannot write "${folder}/none/a" as its folder does not exist`,
    );
    for (const path of [`${folder}/file`, `${folder}/file/a/b`]) {
      await refused(
        () => checkFolder(path),
        `Cannot write to "${path}" as "${folder}/file" is not a folder`,
      );
    }
    assertEquals(names(), ["file"]);
    assertEquals(Deno.readTextFileSync(`${folder}/file`), "kept");
  });
});

Deno.test("ensureFolder() makes folders within folders", async () => {
  await inFolder(async (folder, names) => {
    await ensureFolder(`${folder}/a/b`);
    await ensureFolder(`${folder}/a/b`);
    Deno.writeTextFileSync(`${folder}/file`, "");
    await assertRejects(() => ensureFolder(`${folder}/file/a`), UserError, "Cannot write to");
    assertEquals(names(), ["a", "file"]);
  });
});
