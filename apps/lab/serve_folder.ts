const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  wasm: "application/wasm",
};

/** Headers that isolate a page from other origins, so that its threads may share memory. */
const ISOLATION: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Plain names, joined by `/`: nothing that could lead out of the folder. */
const PATH = /^(\/[\w-][\w.-]*)*\/?$/;

/** How files are served. */
export interface ServeOptions {
  /** Where to listen; 0 takes any free port. */
  readonly port: number;
  /** Whether pages are isolated from other origins, as threads need it; they are unless given. */
  readonly isolated?: boolean;
}

/** A running server of files. */
export interface FileServer extends AsyncDisposable {
  /** Where it listens, on this machine only. */
  readonly port: number;
  /** Address of the folder's `index.html`. */
  readonly address: string;
}

/**
 * Serves a folder's files, on this machine only.
 *
 * @param folder Ends in `/`.
 * @throws {Deno.errors.AddrInUse} Where something else listens on the port.
 */
export function serveFolder(folder: URL, options: ServeOptions): FileServer {
  const { port: wanted, isolated = true } = options;
  const headers = { "cache-control": "no-store", ...(isolated && ISOLATION) };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: wanted, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
      const bytes = PATH.test(path) ? await readIfThere(new URL(`.${path}`, folder)) : undefined;
      if (bytes === undefined) return new Response("Not found", { status: 404, headers });
      const type = TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      return new Response(bytes, { headers: { ...headers, "content-type": type } });
    },
  );
  const { port } = server.addr;
  return {
    port,
    address: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function readIfThere(file: URL): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(file);
  } catch {
    return undefined;
  }
}
