// The reference servers that npm and PyPI publish, behind an endpoint, with the official client in front.

import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { expect, test as base } from '@playwright/test';

import { onlyAda, type Declaration } from '../fixtures/declaration.ts';
import { Gateway } from '../fixtures/gateway.ts';
import type { HttpServer } from '../fixtures/http-server.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { everythingOverHttp, everythingOverStdio, filesystem } from '../fixtures/npm-servers.ts';

type Servers = NonNullable<Declaration['servers']>;

interface Fixtures {
  serve: (servers: Servers) => Promise<Gateway>;
  everything: (mode: 'stdio' | 'sse' | 'streamableHttp') => Promise<Servers[string]>;
  folder: (name: string) => Promise<string>;
}

const test = base.extend<Fixtures>({
  /** A gateway with these servers in one namespace, behind the endpoint `all`. */
  serve: async ({}, use) => {
    const started: Gateway[] = [];
    await use(async (servers) => {
      const gateway = await Gateway.start({
        ...onlyAda,
        servers,
        namespaces: { all: { servers: Object.keys(servers) } },
        endpoints: { all: { namespace: 'all', auth: 'none' } },
      });
      started.push(gateway);
      return gateway;
    });
    await Promise.all(started.map((gateway) => gateway.dispose()));
  },

  /** How a server with all features is declared; one over HTTP runs already. */
  everything: async ({}, use) => {
    const running: HttpServer[] = [];
    await use(async (mode) => {
      if (mode === 'stdio') {
        return everythingOverStdio();
      }
      const { url, server } = await everythingOverHttp(mode);
      running.push(server);
      return { url, type: mode === 'sse' ? 'SSE' : 'STREAMABLE_HTTP' };
    });
    await Promise.all(running.map((server) => server[Symbol.asyncDispose]()));
  },

  /** A folder with a file that says which folder it is in. */
  folder: async ({}, use) => {
    const made: string[] = [];
    await use(async (name) => {
      const path = await realpath(await mkdtemp(join(tmpdir(), `metamcp-${name}-`)));
      made.push(path);
      await writeFile(join(path, 'name.txt'), name);
      return path;
    });
    await Promise.all(made.map((path) => rm(path, { recursive: true })));
  },
});

/** A client that answers whatever it is asked. */
async function askable(gateway: Gateway, roots: string[] = []): Promise<Client> {
  const client = new Client({ name: 'askable', version: '1' }, { capabilities: { elicitation: {}, sampling: {}, roots: {} } });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada', check: true } }));
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    role: 'assistant',
    content: { type: 'text', text: 'Paris' },
    model: 'none',
  }));
  client.setRequestHandler(ListRootsRequestSchema, () => ({
    roots: roots.map((folder) => ({ uri: pathToFileURL(folder).href, name: 'Work' })),
  }));
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.endpoint('all'))));
  return client;
}

async function call(client: Client, tool: string, args: Record<string, unknown> = {}): Promise<string> {
  return JSON.stringify((await client.callTool({ name: `every__${tool}`, arguments: args })).content);
}

for (const mode of ['stdio', 'sse', 'streamableHttp'] as const) {
  test(`server-everything over ${mode} misses nothing`, async ({ serve, everything }) => {
    const gateway = await serve({ every: await everything(mode) });
    const client = await askable(gateway);
    expect(await call(client, 'get-sum', { a: 2, b: 3 })).toContain('5');
    expect(await call(client, 'get-tiny-image')).toContain('image/png');
    const weather = await client.callTool({
      name: 'every__get-structured-content',
      arguments: { location: 'Chicago' },
    });
    expect(weather.structuredContent).toMatchObject({ temperature: expect.any(Number) });

    const seen: number[] = [];
    await client.callTool(
      { name: 'every__trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 } },
      undefined,
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    // The last one comes together with the result, when this client may have stopped listening.
    expect(seen.slice(0, 2)).toEqual([1, 2]);

    const prompt = await client.getPrompt({ name: 'every__args-prompt', arguments: { city: 'Oslo' } });
    expect(JSON.stringify(prompt.messages)).toContain('weather in Oslo');
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'every__completable-prompt' },
      argument: { name: 'department', value: 'Eng' },
    });
    expect(completion.values).toEqual(['Engineering']);
    const template = 'demo://resource/dynamic/text/{resourceId}';
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(template);
    const { contents } = await client.readResource({ uri: template.replace('{resourceId}', '7') });
    expect(JSON.stringify(contents)).toContain('Resource 7');
    await client.close();
  });
}

for (const mode of ['stdio', 'sse', 'streamableHttp'] as const) {
  test(`server-everything over ${mode} has more tools for clients that can be asked`, async ({ serve, everything }) => {
    const gateway = await serve({ every: await everything(mode) });
    const client = await askable(gateway, ['/work']);
    // It shows them when such a client has come, which the first call sees to.
    await call(client, 'echo', { message: 'hello' });
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    await expect.poll(names).toContain('every__trigger-elicitation-request');
    expect(await call(client, 'trigger-elicitation-request')).toContain('Ada');
    expect(await call(client, 'trigger-sampling-request', { prompt: 'Capital of France?' })).toContain('Paris');
    expect(await call(client, 'get-roots-list')).toContain('file:///work');
    await client.close();
  });
}

test('two servers of one kind are told apart by their names and by the URIs of their resources', async ({ serve }) => {
  const gateway = await serve({
    one: { ...everythingOverStdio(), env: { WHO: 'the first' } },
    two: { ...everythingOverStdio(), env: { WHO: 'the second' } },
  });
  await using client = await McpClient.connect(gateway.endpoint('all'));
  expect(await client.call('one__get-env')).toContain('the first');
  expect(await client.call('two__get-env')).toContain('the second');

  const { resources } = await client.client.listResources();
  const uri = 'demo://resource/static/document/features.md';
  const both = resources.map((resource) => resource.uri).filter((known) => known.endsWith(uri));
  expect(both).toEqual([uri, `metamcp+two:${uri}`]);
  for (const uri of both) {
    const { contents } = await client.client.readResource({ uri });
    expect(contents).toEqual([expect.objectContaining({ uri, text: expect.stringContaining('Features') })]);
  }
});

test('two servers of files each serve the folder that they were given', async ({ serve, folder }) => {
  const [red, blue] = [await folder('red'), await folder('blue')];
  const gateway = await serve({ red: filesystem(red), blue: filesystem(blue) });
  await using client = await McpClient.connect(gateway.endpoint('all'));
  for (const [name, own, other] of [
    ['red', red, blue],
    ['blue', blue, red],
  ] as const) {
    expect(await client.call(`${name}__read_text_file`, { path: join(own, 'name.txt') })).toBe(name);
    expect(await client.call(`${name}__list_allowed_directories`)).toContain(own);
    const refused = await client.client.callTool({
      name: `${name}__read_text_file`,
      arguments: { path: join(other, 'name.txt') },
    });
    expect(refused.isError).toBe(true);
    expect(JSON.stringify(refused.content)).toContain('outside allowed directories');
  }
});

test('servers of files follow the roots of the client that calls, and of no other', async ({ serve, folder }) => {
  const [red, blue, mine] = [await folder('red'), await folder('blue'), await folder('mine')];
  const gateway = await serve({ red: filesystem(red), blue: filesystem(blue) });
  await using plain = await McpClient.connect(gateway.endpoint('all'));
  const client = await askable(gateway, [mine]);
  for (const name of ['red', 'blue']) {
    const read = async () => {
      const args = { path: join(mine, 'name.txt') };
      return (await client.callTool({ name: `${name}__read_text_file`, arguments: args })).content;
    };
    // The server asks for the roots when a client has come, and does not wait for the answer.
    await expect.poll(read).toEqual([{ type: 'text', text: 'mine' }]);
  }
  expect(await plain.call('red__read_text_file', { path: join(red, 'name.txt') })).toBe('red');
  expect(await plain.call('blue__read_text_file', { path: join(blue, 'name.txt') })).toBe('blue');
  await client.close();
});

test("PyPI's mcp-server-time tells the time of another place", async ({ serve }) => {
  const python = process.env.METAMCP_PYTHON;
  expect(python, 'METAMCP_PYTHON is not set: run scripts/setup.sh test, then . scripts/env.sh').toBeTruthy();
  const gateway = await serve({ time: { command: python, args: ['-m', 'mcp_server_time'] } });
  await using client = await McpClient.connect(gateway.endpoint('all'));
  expect(await client.tools()).toEqual(['time__get_current_time', 'time__convert_time']);
  const converted = await client.call('time__convert_time', {
    source_timezone: 'Europe/Oslo',
    time: '12:00',
    target_timezone: 'Asia/Tokyo',
  });
  expect(JSON.parse(converted).target.timezone).toBe('Asia/Tokyo');
  const mistaken = await client.client.callTool({ name: 'time__get_current_time', arguments: { timezone: 'Mars/Base' } });
  expect(mistaken.isError).toBe(true);
});
