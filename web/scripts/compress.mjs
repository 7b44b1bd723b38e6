/*
 * Compresses what the build has written, once and as well as can be, so that the server never has to: beside
 * `app-1234.js` there will be `app-1234.js.br` and `app-1234.js.gz`. The page itself gets none: the server puts a fresh
 * nonce into every answer.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = /\.(js|css|svg|json|webmanifest|txt|wasm)$/;
const SMALLEST = 1024;

const ways = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

async function compressFile(path) {
  const bytes = await readFile(path);
  if (bytes.length < SMALLEST) return;
  for (const [ending, way] of Object.entries(ways)) {
    const smaller = await way(bytes);
    if (smaller.length < bytes.length) await writeFile(`${path}.${ending}`, smaller);
  }
}

/** Compresses every file below `folder` that gains by it. */
export async function compressFolder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile() && COMPRESSIBLE.test(one.name));
  await Promise.all(files.map((one) => compressFile(join(one.parentPath, one.name))));
}

/** The Vite plugin that does so once everything is written. */
export default function compress() {
  return {
    name: 'zuka-compress',
    apply: 'build',
    writeBundle: { order: 'post', sequential: true, handler: (options) => compressFolder(options.dir) },
  };
}
