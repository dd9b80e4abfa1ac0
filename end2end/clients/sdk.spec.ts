// The official TypeScript client against a running binary.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { expect, test as base } from '@playwright/test';

import { demo, key, type Declaration } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';

const test = base.extend<{ gateway: Gateway; dev: McpClient }>({
  gateway: async ({}, use) => {
    const gateway = await Gateway.start(demo(binary));
    await use(gateway);
    await gateway.dispose();
  },
  dev: async ({ gateway }, use) => {
    await using client = await McpClient.connect(gateway.endpoint('dev'), key);
    await use(client);
  },
});

const exposed = ['echo', 'add', 'now', 'slow_count', 'fail'].map((tool) => `demo__${tool}`);

test('introduces itself and promises to announce changes of the list', ({ dev }) => {
  expect(dev.client.getServerVersion()?.name).toBeTruthy();
  expect(dev.client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
  expect(dev.transport.sessionId).toBeTruthy();
  expect(dev.transport.protocolVersion).toBe('2025-11-25');
});

test('lists the tools in their order with everything that the server says about them', async ({ dev }) => {
  const { tools } = await dev.client.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(exposed);
  const add = tools[1]!;
  expect(add.title).toBe('Add two numbers');
  expect(add.inputSchema.required).toEqual(['a', 'b']);
  expect(add.outputSchema).toMatchObject({ required: ['sum'] });
  expect(add.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
});

test('takes the key of a client of HTTP+SSE', async ({ gateway }) => {
  const client = new Client({ name: 'end2end', version: '1.0.0' });
  const headers = { Authorization: `Bearer ${key}` };
  const transport = new SSEClientTransport(new URL(`${gateway.url}/metamcp/dev/sse`), { requestInit: { headers } });
  await client.connect(transport);
  expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(exposed);
  await client.close();
});

test('serves tools over REST and describes them', async ({ gateway, request }) => {
  const headers = { 'X-API-Key': key };
  const url = `${gateway.url}/metamcp/dev/api`;
  const sum = await request.post(`${url}/demo__add`, { headers, data: { a: 2, b: 3 } });
  expect(sum.status()).toBe(200);
  expect(JSON.stringify(await sum.json())).toContain('5');
  const unknown = await request.post(`${url}/nothing`, { headers, data: {} });
  expect(unknown.status()).toBe(404);
  expect((await request.post(`${url}/demo__add`, { data: {} })).status()).toBe(401);
  const document = await (await request.get(`${url}/openapi.json`, { headers })).json();
  expect(document.openapi).toMatch(/^3\.1/);
  expect(JSON.stringify(document.paths)).toContain('demo__add');
});

test('calls a tool and returns its result unchanged', async ({ dev }) => {
  const message = 'naïve "quotes" 😀 \\ \n and a tab\t';
  expect(await dev.call('demo__echo', { message })).toBe(message);
  const sum = await dev.client.callTool({ name: 'demo__add', arguments: { a: 2, b: 3.5 } });
  expect(sum.structuredContent).toEqual({ sum: 5.5 });
});

test('answers many calls at once, each with its own result', async ({ dev }) => {
  const messages = Array.from({ length: 100 }, (_, number) => `message ${number}`);
  const answers = await Promise.all(messages.map((message) => dev.call('demo__echo', { message })));
  expect(answers).toEqual(messages);
});

test('passes progress on in its order, before the result', async ({ dev }) => {
  const seen: number[] = [];
  const result = await dev.client.callTool(
    { name: 'demo__slow_count', arguments: { to: 4, interval_ms: 20 } },
    undefined,
    { onprogress: ({ progress, total }) => seen.push(progress, total ?? 0) },
  );
  expect(seen).toEqual([1, 4, 2, 4, 3, 4, 4, 4]);
  expect(result.content).toEqual([{ type: 'text', text: 'Counted to 4' }]);
});

test('a cancelled call does not disturb the next one', async ({ dev }) => {
  const abort = new AbortController();
  const counting = dev.client.callTool(
    { name: 'demo__slow_count', arguments: { to: 1000, interval_ms: 20 } },
    undefined,
    { signal: abort.signal, onprogress: () => abort.abort('enough') },
  );
  await expect(counting).rejects.toThrow(/enough/);
  expect(await dev.call('demo__echo', { message: 'still here' })).toBe('still here');
});

test("a tool's own failure is a result, an unknown tool is an error", async ({ dev }) => {
  const failed = await dev.client.callTool({ name: 'demo__fail', arguments: { reason: 'no paper' } });
  expect(failed).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no paper' }] });
  await expect(dev.client.callTool({ name: 'demo__rm' })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('demo__rm'),
  });
});

test('a tool that is switched off leaves the list, announced, and cannot be called', async ({ gateway, dev }) => {
  expect(await dev.tools()).toContain('demo__add');
  const withoutAdd: Declaration = {
    namespaces: { dev: { servers: [{ name: 'demo', tools: { add: false } }], description: 'For trying things out' } },
  };
  // That the list is there at all may have been news as well, and may still be on its way.
  const before = dev.listChanges;
  await gateway.apply(withoutAdd);
  await expect.poll(() => dev.listChanges).toBeGreaterThan(before);
  await expect.poll(() => dev.tools()).toEqual(exposed.filter((name) => name !== 'demo__add'));
  await expect(dev.call('demo__add', { a: 1, b: 1 })).rejects.toThrow(/demo__add/);

  const announced = dev.listChanges;
  await gateway.apply(demo(binary));
  await expect.poll(() => dev.listChanges).toBeGreaterThan(announced);
  await expect.poll(() => dev.tools()).toEqual(exposed);
});

test('a key opens its endpoint from either header, and from the URL only where that is allowed', async ({ gateway }) => {
  const ways: [string, string | undefined, Record<string, string>][] = [
    [gateway.endpoint('dev'), key, {}],
    [gateway.endpoint('dev'), undefined, { 'X-API-Key': key }],
    [`${gateway.endpoint('query')}?api_key=${key}`, undefined, {}],
    [gateway.endpoint('open'), undefined, {}],
  ];
  for (const [url, bearer, headers] of ways) {
    await using client = await McpClient.connect(url, bearer, headers);
    expect(await client.tools()).toEqual(exposed);
  }
});

test('refuses a missing, a wrong and a misplaced key', async ({ gateway }) => {
  const dev = gateway.endpoint('dev');
  await expect(McpClient.connect(dev)).rejects.toMatchObject({ code: 401 });
  await expect(McpClient.connect(dev, `${key}x`)).rejects.toMatchObject({ code: 401 });
  await expect(McpClient.connect(`${dev}?api_key=${key}`)).rejects.toMatchObject({ code: 401 });
  await expect(McpClient.connect(gateway.endpoint('nothing'), key)).rejects.toMatchObject({ code: 404 });
});

test('an ended session is gone', async ({ gateway, dev }) => {
  const id = dev.transport.sessionId!;
  await dev.transport.terminateSession();
  const late = await fetch(gateway.endpoint('dev'), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${key}`,
      Accept: 'application/json, text/event-stream',
      'Content-Type': 'application/json',
      'Mcp-Session-Id': id,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  expect(late.status).toBe(404);
});

test('lists its tools after a restart before it has called a server', async ({ gateway }) => {
  await using before = await McpClient.connect(gateway.endpoint('dev'), key);
  expect(await before.tools()).toEqual(exposed);
  await gateway.stop();
  await gateway.serve();
  await using after = await McpClient.connect(gateway.endpoint('dev'), key);
  expect(await after.tools()).toEqual(exposed);
});

test('stopping does not wait for clients that only listen', async ({ gateway, dev }) => {
  await dev.call('demo__echo', { message: 'a session with a stream' });
  const before = performance.now();
  await gateway.stop();
  expect(performance.now() - before).toBeLessThan(5_000);
});
