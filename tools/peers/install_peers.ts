/** What is compared with, as pip is asked for it. */
const PACKAGES = ["torch==2.13.0", "spikingjelly==2.0.0", "onnx", "onnxruntime"];

/**
 * A Python that has the peers, in a virtual environment of its own; made where it is not there yet.
 *
 * pip takes packages from wherever the machine's own settings point it.
 *
 * @param folder Where it lies; ignored by git.
 * @throws {Error} Where there is no Python, or a package cannot be had; pip's own words included.
 */
export async function installPeers(folder: string): Promise<string> {
  const python = `${folder}/bin/python`;
  const done = `${folder}/installed`;
  const wanted = PACKAGES.join(" ");
  if (await Deno.readTextFile(done).catch(() => "") === wanted) return python;
  console.error(`installing ${PACKAGES.join(", ")} into ${folder}: this takes minutes, once`);
  await run("make a Python environment", "python3", "-m", "venv", folder);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await run("install the peers", python, ...pip, ...PACKAGES);
  await Deno.writeTextFile(done, wanted);
  return python;
}

async function run(action: string, command: string, ...args: readonly string[]): Promise<void> {
  const failure = await new Deno.Command(command, { args: [...args], stdin: "null" }).output().then(
    ({ code, stderr }) => code === 0 ? undefined : new TextDecoder().decode(stderr),
    (error) => String(error),
  );
  if (failure === undefined) return;
  throw new Error(
    `Cannot ${action} as "${command} ${args.join(" ")}" failed:\n${failure.trim()}\n` +
      "Hint: the comparison needs Python ≥ 3.11 with venv, and a package index that pip can reach",
  );
}
