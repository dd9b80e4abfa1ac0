// The official Python client connects by OAuth, and a person allows it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ada, demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { OauthClient } from '../fixtures/oauth-client.ts';
import { expect, test } from '../fixtures/test.ts';

const script = join(import.meta.dirname, 'python_oauth_client.py');

test.use({
  declaration: { ...demo(binary), endpoints: { dev: { namespace: 'dev', auth: 'oauth' } } },
  javaScriptEnabled: false,
});

test('connects by OAuth', async ({ gateway, page, start }) => {
  const python = process.env.METAMCP_PYTHON;
  expect(python, 'METAMCP_PYTHON is not set: run scripts/setup.sh test, then . scripts/env.sh').toBeTruthy();
  // Only its port is used.
  await using listener = await OauthClient.listen('Python');
  const client = spawn(python!, [script, gateway.endpoint('dev'), listener.redirectUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const ended = once(client, 'close');
    const lines = createInterface(client.stdout);
    const said: string[] = [];
    const [url] = (await once(lines, 'line')) as [string];
    lines.on('line', (line: string) => said.push(line));
    await page.goto(url);
    await start.signIn(ada);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    client.stdin.end(`${(await listener.answer).href}\n`);
    expect((await ended)[0]).toBe(0);
    expect(said).toContain('demo__echo');
  } finally {
    client.kill('SIGKILL');
  }
});
