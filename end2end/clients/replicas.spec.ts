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

/** Sessions that are told apart by chance: of many, all go to one replica once in a thousand million runs. */
const FEW_CLIENTS = 4;
const MANY_CLIENTS = 30;

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

/** Two gateways over one database, to be put behind a load balancer. */
class Replicas implements AsyncDisposable {
  private constructor(
    readonly postgres: Postgres,
    readonly port: number,
    readonly one: Gateway,
    readonly two: Gateway,
  ) {}

  static async start(): Promise<Replicas> {
    const [postgres, port] = [await Postgres.start(), await freePort()];
    const shared = {
      DATABASE_URL: postgres.url,
      METAMCP_SECRET_KEY: randomBytes(32).toString('base64'),
      APP_URL: `http://127.0.0.1:${port}`,
    };
    const one = await Gateway.start(demo(binary), shared);
    return new Replicas(postgres, port, one, await Gateway.start(undefined, shared));
  }

  get addresses(): string[] {
    return [this.one, this.two].map((gateway) => new URL(gateway.url).host);
  }

  /** The URL of an endpoint at the load balancer. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/metamcp/dev/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.one.dispose(), this.two.dispose()]);
    await this.postgres[Symbol.asyncDispose]();
  }
}

/** A client behind a load balancer, which must not hear of a failure. */
class Watched {
  readonly client = new Client({ name: 'end2end', version: '1.0.0' });
  /** The replicas that answered its requests, but for the one that began the session. */
  readonly servedBy: string[] = [];

  static async connect(url: string): Promise<Watched> {
    const watched = new Watched();
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { Authorization: `Bearer ${key}` } },
      fetch: async (url, request) => {
        const response = await fetch(url, request);
        const by = response.headers.get(SERVED_BY) ?? '';
        if (new Headers(request?.headers).has('mcp-session-id')) {
          watched.servedBy.push(by);
        }
        expect(response.status, `${request?.method} by ${by}`).toBeLessThan(400);
        return response;
      },
    });
    await watched.client.connect(transport);
    return watched;
  }

  async echo(message: string): Promise<void> {
    const { content } = await this.client.callTool({ name: 'demo__echo', arguments: { message } });
    expect(content).toMatchObject([{ text: message }]);
  }
}

test('replicas behind a load balancer are one gateway to a client', async () => {
  await using replicas = await Replicas.start();
  const { one, two, addresses } = replicas;
  await using _nginx = await Nginx.start(replicas.port, addresses);

  // Each request goes to the next replica; the client notices nothing.
  const watched = await Watched.connect(replicas.url);
  for (let n = 0; n < 10; n += 1) {
    await watched.echo(`call ${n}`);
  }
  expect(new Set(watched.servedBy)).toEqual(new Set(addresses));

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
    await watched.echo(`after ${n}`);
  }
  expect(watched.servedBy.at(-1)).toContain(addresses[0]!);
  await watched.client.close();
});

test('behind the nginx of the documentation a session stays with its replica as long as that one is there', async () => {
  await using replicas = await Replicas.start();
  const { two, addresses } = replicas;
  await using _nginx = await Nginx.startDocumented(replicas.port, addresses);
  const clients: Watched[] = [];
  const homes = () => new Set(clients.map(({ servedBy }) => servedBy.at(-1)));
  while (clients.length < FEW_CLIENTS || (homes().size < addresses.length && clients.length < MANY_CLIENTS)) {
    const watched = await Watched.connect(replicas.url);
    clients.push(watched);
    for (let n = 0; n < 5; n += 1) {
      await watched.echo(`call ${n}`);
    }
    expect(new Set(watched.servedBy).size, 'replicas of one session').toBe(1);
  }
  expect(homes()).toEqual(new Set(addresses));

  await two.stop('SIGKILL');
  for (const watched of clients) {
    await watched.echo('after');
    expect(watched.servedBy.at(-1)).toContain(addresses[0]!);
    await watched.client.close();
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
