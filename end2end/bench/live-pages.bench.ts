// How a browser bears pages that are told of 2,000 calls a second: the longest time between two frames, and its memory.
//
//   scripts/bench-pages.sh
//
// Nothing is judged here: what is found is printed, for docs/performance.md.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

import { type Page } from '@playwright/test';

import { onlyAda } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const SECONDS = 15;
const RATE = 2000;
const programs = dirname(binary);

let upstream: ChildProcess;
let url = '';

test.beforeAll(async () => {
  upstream = spawn(join(programs, 'testkit-http-upstream'), ['--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(upstream.stdout!, 'data')) as [Buffer];
  url = line.toString().trim();
});

test.afterAll(() => {
  upstream.kill();
});

test.use({ declaration: onlyAda });
test.setTimeout(180_000);

/** What was found while the calls were made. */
interface Found {
  page: string;
  calls_per_second: number;
  frames: number;
  longest_frame_ms: number;
  p99_frame_ms: number;
  heap_before_mib: number;
  heap_after_mib: number;
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return Math.round((usedSize / 1048576) * 10) / 10;
}

async function measured(name: string, app: App, page: Page, target: string): Promise<Found> {
  const before = await heap(page);
  const load = spawn(join(programs, 'bench'), ['load', '--json', '--url', target, '--rate', String(RATE), '--seconds', String(SECONDS), '--tool', 'demo__echo']);
  let output = '';
  load.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  // Not before the calls come.
  await expect(app.main.getByText('demo__echo').first()).toBeVisible({ timeout: 20_000 });
  const gaps = await page.evaluate(
    (milliseconds) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        const begin = performance.now();
        let last = begin;
        const frame = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - begin < milliseconds) {
            requestAnimationFrame(frame);
          } else {
            resolve(gaps.slice(1));
          }
        };
        requestAnimationFrame(frame);
      }),
    (SECONDS - 3) * 1000,
  );
  await once(load, 'close');
  const { calls, seconds } = JSON.parse(output) as { calls: number; seconds: number };
  gaps.sort((a, b) => a - b);
  return {
    page: name,
    calls_per_second: Math.round(calls / seconds),
    frames: gaps.length,
    longest_frame_ms: Math.round(gaps.at(-1)!),
    p99_frame_ms: Math.round(gaps[Math.floor(gaps.length * 0.99)]!),
    heap_before_mib: before,
    heap_after_mib: await heap(page),
  };
}

test('pages that are told of every call', async ({ signedIn: app, page, gateway }) => {
  await gateway.apply({
    servers: { demo: { url } },
    namespaces: { dev: { servers: ['demo'], middleware: [{ kind: 'audit_detail', arguments: 'full', results: 'full' }] } },
    endpoints: { open: { namespace: 'dev', auth: 'none' } },
  });
  const found: Found[] = [];
  for (const path of ['/', '/audit']) {
    await app.goto(path);
    found.push(await measured(path, app, page, gateway.endpoint('open')));
  }
  await app.goto('/wires');
  await app.field('Endpoint').selectOption({ label: 'open' });
  await app.press('Record');
  await app.expectPage('open');
  found.push(await measured('/wires/:id', app, page, gateway.endpoint('open')));
  // As many lines a second, too, from a server that writes them.
  const lines = RATE / 100;
  const writes = `let n = 0; setInterval(() => { for (let i = 0; i < ${lines}; i += 1) console.error('demo__echo line ' + n++); }, 10)`;
  await gateway.apply({
    servers: { loud: { command: 'sh', args: ['-c', 'node -e "$WRITES" & exec "$0" demo-server', binary], env: { WRITES: writes } } },
    namespaces: { dev: { servers: ['demo', 'loud'] } },
  });
  await app.goto('/logs');
  found.push(await measured('/logs', app, page, gateway.endpoint('open')));
  console.table(found);
});
