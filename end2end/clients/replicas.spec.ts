// Sessions of the official client that outlive their process: a restart, and replicas behind a load balancer.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, test } from '@playwright/test';
import { randomBytes } from 'node:crypto';

import { demo, key, type Declaration } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { Nginx, SERVED_BY } from '../fixtures/nginx.ts';
import { freePort } from '../fixtures/port.ts';
import { Postgres } from '../fixtures/postgres.ts';

/** A change by another process is polled for every five seconds, so whatever is sooner was told. */
const TOLD_MS = 3_000;

const withoutAdd: Declaration = {
  namespaces: { dev: { servers: [{ name: 'demo', tools: { add: false } }], description: 'For trying things out' } },
};

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a client goes on after ${signal} and a new start`, async () => {
    const gateway = await Gateway.start(demo(binary));
    try {
      await using client = await McpClient.connect(gateway.endpoint('dev'), key);
      expect(await client.call('demo__echo', { message: 'before' })).toBe('before');
      const session = client.transport.sessionId;
      await gateway.stop(signal);
      await gateway.serve();
      expect(await client.call('demo__echo', { message: 'after' })).toBe('after');
      expect(client.transport.sessionId).toBe(session);
    } finally {
      await gateway.dispose();
    }
  });
}

test('replicas behind a load balancer are one gateway to a client', async () => {
  await using postgres = await Postgres.start();
  const port = await freePort();
  const front = `http://127.0.0.1:${port}`;
  const shared = {
    DATABASE_URL: postgres.url,
    METAMCP_SECRET_KEY: randomBytes(32).toString('base64'),
    APP_URL: front,
  };
  const one = await Gateway.start(demo(binary), shared);
  const two = await Gateway.start(undefined, shared);
  try {
    const addresses = [one, two].map((gateway) => new URL(gateway.url).host);
    await using _nginx = await Nginx.start(port, addresses);
    const url = `${front}/metamcp/dev/mcp`;

    // Each request goes to the next replica; the client notices nothing.
    const servedBy: string[] = [];
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { Authorization: `Bearer ${key}` } },
      fetch: async (...request) => {
        const response = await fetch(...request);
        servedBy.push(response.headers.get(SERVED_BY) ?? '');
        expect(response.status, `${request[1]?.method} by ${servedBy.at(-1)}`).toBeLessThan(400);
        return response;
      },
    });
    const client = new Client({ name: 'end2end', version: '1.0.0' });
    await client.connect(transport);
    const echo = async (message: string) => {
      const { content } = await client.callTool({ name: 'demo__echo', arguments: { message } });
      expect(content).toMatchObject([{ text: message }]);
    };
    for (let n = 0; n < 10; n += 1) {
      await echo(`call ${n}`);
    }
    expect(new Set(servedBy)).toEqual(new Set(addresses));

    // An edit on one is seen on the other at once.
    const there = await McpClient.connect(two.endpoint('dev'), key);
    expect(await there.tools()).toContain('demo__add');
    await one.apply(withoutAdd);
    await expect.poll(() => there.tools(), { timeout: TOLD_MS }).not.toContain('demo__add');
    await there.client.close();

    // A session that ends on one ends on the other.
    const ending = await McpClient.connect(one.endpoint('dev'), key);
    const session = ending.transport.sessionId!;
    const elsewhere = () => status(two.endpoint('dev'), session);
    expect(await elsewhere()).toBe(200);
    await ending.transport.terminateSession();
    await expect.poll(elsewhere, { timeout: TOLD_MS }).toBe(404);
    await ending.client.close();

    // One replica dies without a word.
    await two.stop('SIGKILL');
    for (let n = 0; n < 10; n += 1) {
      await echo(`after ${n}`);
    }
    expect(servedBy.at(-1)).toContain(addresses[0]!);
    await client.close();
  } finally {
    await Promise.all([one.dispose(), two.dispose()]);
  }
});

/** The HTTP status of a request in a session. */
async function status(url: string, session: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'Mcp-Session-Id': session,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });
  return response.status;
}
