/**
 * Hands freed memory back to Linux; elsewhere, and where native calls are not permitted, nothing
 * happens.
 */

const LIBC = "libc.so.6";

/** glibc's number of the size from which a block gets pages of its own. */
const M_MMAP_THRESHOLD = -3;

/** Blocks of so many bytes get pages of their own. */
const OWN_PAGES = 2 ** 20;

/**
 * From now on a large block is handed back as soon as it is freed.
 *
 * glibc raises what counts as large to the largest block freed so far (`mallopt(3)`): after the
 * 14 MB of ONNX Runtime's WebAssembly, weights, batches and records would lie in a heap whose holes
 * stay resident. A size that is set stays.
 */
export function spareMemory(): void {
  const libc = openLibc();
  libc?.symbols.mallopt(M_MMAP_THRESHOLD, OWN_PAGES);
  libc?.close();
}

/** Hands back what earlier work has freed, in a few milliseconds (`malloc_trim(3)`). */
export function returnMemory(): void {
  const libc = openLibc();
  libc?.symbols.malloc_trim(0n);
  libc?.close();
}

function openLibc() {
  if (Deno.build.os !== "linux") return undefined;
  if (Deno.permissions.querySync({ name: "ffi", path: LIBC }).state !== "granted") return undefined;
  try {
    return Deno.dlopen(LIBC, {
      mallopt: { parameters: ["i32", "i32"], result: "i32" },
      malloc_trim: { parameters: ["usize"], result: "i32" },
    });
  } catch {
    // Another C library, which has its own ways.
    return undefined;
  }
}
