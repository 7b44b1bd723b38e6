/*
 * Says whether `src/api` is what the platform's description of its API makes: the client is generated, committed, and
 * never edited. Exits with 1 and the files that differ.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';

async function contents(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')])),
  );
}

const fresh = await mkdtemp(join(tmpdir(), 'zuka-api-'));
try {
  execFileSync('openapi-ts', ['--output', fresh, '--silent', '--no-log-file'], { stdio: 'inherit' });
  const [wanted, there] = await Promise.all([contents(fresh), contents('src/api')]);
  const names = [...new Set([...wanted.keys(), ...there.keys()])].sort();
  const different = names.filter((name) => wanted.get(name) !== there.get(name));
  if (different.length > 0) {
    process.stderr.write(`web/src/api is out of date: run \`make gen\`\n  ${different.join('\n  ')}\n`);
    process.exitCode = 1;
  }
} finally {
  await rm(fresh, { recursive: true });
}
