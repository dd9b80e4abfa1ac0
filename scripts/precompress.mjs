// Writes FILE.br and FILE.gz beside every text and wasm file of a folder, for the server to send as they are.
// In Node rather than by `cargo leptos --precompress`: our cargo-leptos is compiled without optimisation.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);
// Below this the headers cost more than the bytes saved.
const SMALLEST = 1024;

const folder = process.argv[2];
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !COMPRESSIBLE.has(extname(file))) continue;
  const plain = readFileSync(file);
  if (plain.length < SMALLEST) continue;
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
  console.log(`${file}: ${kilobytes(plain.length)} kB, ${kilobytes(brotli.length)} kB as brotli`);
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
