// The official suite's scenarios for authorization servers, at the gateway's own. A person signs in and allows it, as the
// suite asks its user to.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { ada, demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

const packages = resolve(import.meta.dirname, '../../scripts/conformance/node_modules');
const suite = join(packages, '@modelcontextprotocol/conformance/dist/index.js');

test.use({
  declaration: { ...demo(binary), endpoints: { dev: { namespace: 'dev', auth: 'oauth' } } },
  javaScriptEnabled: false,
});

/** The suite needs Node.js 22; where there is an older one, its packages bring one along. */
function node(): string {
  const brought = readdirSync(packages).find((name) => /^node-\w+-\w+$/.test(name));
  const isOld = Number(process.versions.node.split('.')[0]) < 22;
  return isOld && brought ? join(packages, brought, 'bin/node') : process.execPath;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function register(gateway: string, redirect: string): Promise<string> {
  const response = await fetch(`${gateway}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Conformance',
      redirect_uris: [redirect],
      token_endpoint_auth_method: 'none',
    }),
  });
  expect(response.status).toBe(201);
  return (await response.json()).client_id;
}

test('passes every scenario for authorization servers', async ({ gateway, page, start }) => {
  expect(existsSync(suite), 'the suite is not installed: run npm ci --prefix scripts/conformance').toBe(true);
  const port = await freePort();
  const client = await register(gateway.url, `http://127.0.0.1:${port}/callback`);
  const args = ['authorization', '--url', gateway.url, '--client-id', client, '--port', `${port}`];
  const running = spawn(node(), [suite, ...args, '--resource', gateway.endpoint('dev')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const ended = once(running, 'close');
    const said: string[] = [];
    const asked = new Promise<string>((found) => {
      createInterface(running.stdout).on('line', (line) => {
        said.push(line);
        if (line.startsWith(`${gateway.url}/oauth/authorize?`)) {
          found(line);
        }
      });
    });
    const url = await Promise.race([asked, ended.then(() => Promise.reject(new Error(said.join('\n'))))]);
    await page.goto(url);
    await start.signIn(ada);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect((await ended)[0], said.join('\n')).toBe(0);
    const summary = said.slice(said.indexOf('=== SUMMARY ===')).join('\n');
    expect(summary).toMatch(/Total: [1-9]\d* passed, 0 failed/);
    expect(summary).toMatch(/✓ authorization-code-grant: 1 passed/);
  } finally {
    running.kill('SIGKILL');
  }
});
