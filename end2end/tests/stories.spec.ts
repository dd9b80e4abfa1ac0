// What people group and guard tools for, from the page to what their clients see.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onlyAda } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { filesystem } from '../fixtures/npm-servers.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

async function openNamespace(app: App, name: string): Promise<void> {
  await app.open('Namespaces');
  await app.row(name).getByRole('link', { name, exact: true }).first().click();
  await app.expectPage(name);
}

async function openChain(app: App, namespace: string): Promise<void> {
  await openNamespace(app, namespace);
  await app.press('Middleware');
  await app.expectPage('Middleware');
}

test.describe('two servers of files on different folders', () => {
  const [notes, code] = ['notes', 'code'].map((name) => {
    const folder = mkdtempSync(join(tmpdir(), `metamcp-${name}-`));
    writeFileSync(join(folder, 'README.md'), `these are the ${name}`);
    return folder;
  }) as [string, string];

  test.use({
    declaration: {
      ...onlyAda,
      servers: { fs: filesystem(code), notes: filesystem(notes) },
      namespaces: { dev: { servers: ['fs', 'notes'] } },
      endpoints: { dev: { namespace: 'dev', auth: 'none' } },
    },
  });

  test('stand side by side, and one of their tools is called repo.read', async ({ signedIn: app, gateway }) => {
    await using client = await McpClient.connect(gateway.endpoint('dev'));
    await expect.poll(() => client.tools()).toEqual(expect.arrayContaining(['fs__read_text_file', 'notes__read_text_file']));
    await openNamespace(app, 'dev');
    await app.main.getByRole('link', { name: 'Change read_text_file', exact: true }).first().click();
    await app.expectPage('read_text_file');
    await app.fill({ 'Name that clients see': 'repo.read' });
    await app.press('Save');
    await app.expectNotice('Saved');

    await expect.poll(() => client.tools()).toContain('repo.read');
    const tools = await client.tools();
    expect(tools).toContain('notes__read_text_file');
    expect(tools).not.toContain('fs__read_text_file');
    const read = (tool: string, folder: string) => client.call(tool, { path: join(folder, 'README.md') });
    expect(await read('repo.read', code)).toBe('these are the code');
    expect(await read('notes__read_text_file', notes)).toBe('these are the notes');
    expect(await read('repo.read', notes)).toContain('outside allowed directories');
  });
});

test.describe('a tool that may be called once in a minute', () => {
  test.use({
    declaration: {
      ...onlyAda,
      servers: { notion: { command: binary, args: ['demo-server'] } },
      namespaces: {
        work: { servers: [{ name: 'notion', tools: { echo: { name: 'notion.create_page' } } }] },
      },
      endpoints: { bots: { namespace: 'work', auth: 'none' }, people: { namespace: 'work', auth: 'none' } },
    },
  });

  test('is limited at one endpoint, from the next call on', async ({ signedIn: app, gateway }) => {
    await using bots = await McpClient.connect(gateway.endpoint('bots'));
    await using people = await McpClient.connect(gateway.endpoint('people'));
    const create = (client: McpClient) => client.call('notion.create_page', { message: 'Plan' });
    expect(await create(bots)).toBe('Plan');
    expect(await create(bots)).toBe('Plan');

    await openChain(app, 'work');
    await app.main.getByRole('button', { name: 'Add Rate limit', exact: true }).click();
    await app.expectPage('Rate limit');
    await app.fill({ Requests: '1', 'Only these tools': 'notion__echo', 'Only at these endpoints': 'bots' });
    await app.press('Save');
    await app.expectPage('Middleware');

    expect(await create(bots)).toBe('Plan');
    const response = await refusal(gateway.endpoint('bots'));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect(create(bots)).rejects.toThrow(/maximum of requests for now/);
    // Other tools there, and the tool elsewhere.
    expect(await bots.call('notion__add', { a: 1, b: 2 })).toContain('3');
    expect(await create(people)).toBe('Plan');

    await app.page.reload();
    await expect(app.main.getByText(/everyone/)).toBeVisible();
    await app.main.getByRole('link', { name: 'Edit Rate limit' }).click();
    await app.expectPage('Rate limit');
    await app.fill({ Requests: '2' });
    await app.press('Save');
    await app.expectPage('Middleware');
    expect(await create(bots)).toBe('Plan');
    expect(await create(bots)).toBe('Plan');
    await expect(create(bots)).rejects.toThrow(/maximum of requests for now/);
  });

  /** What a client without a session is answered, headers and all. */
  async function refusal(url: string): Promise<Response> {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'end2end', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const name = 'notion.create_page';
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, arguments: { message: 'Plan' }, _meta: meta },
      }),
    });
  }
});

test.describe('three stages of one thing', () => {
  const stages = ['dev', 'staging', 'prod'] as const;

  test.use({
    declaration: {
      ...onlyAda,
      servers: { demo: { command: binary, args: ['demo-server'] } },
      namespaces: {
        dev: { servers: ['demo'] },
        staging: { servers: ['demo'], middleware: [{ kind: 'validation' }] },
        prod: { servers: ['demo'], middleware: [{ kind: 'filter', tools: ['demo__add'] }] },
      },
      endpoints: Object.fromEntries(stages.map((stage) => [stage, { namespace: stage, auth: 'none' as const }])),
    },
  });

  test('differ by their rules alone, in one configuration of the client', async ({ signedIn: app, gateway }) => {
    const mcpServers = Object.fromEntries(stages.map((stage) => [stage, { url: gateway.endpoint(stage) }]));
    const [dev, staging, prod] = (await Promise.all(
      Object.values(mcpServers).map(({ url }) => McpClient.connect(url)),
    )) as [McpClient, McpClient, McpClient];
    expect(await dev.tools()).toContain('demo__add');
    expect(await staging.tools()).toEqual(await dev.tools());
    await expect.poll(() => prod.tools()).not.toContain('demo__add');
    await expect(prod.call('demo__add', { a: 1, b: 2 })).rejects.toThrow(/unknown tool/i);
    expect(await staging.call('demo__add', { a: 1 })).toContain('inputSchema');
    expect(await staging.call('demo__add', { a: 1, b: 2 })).toContain('3');

    // What is tried out goes on to production by one switch, and clients hear of it.
    await openChain(app, 'prod');
    const heard = prod.listChanges;
    await app.main.getByRole('switch', { name: 'Filter: on or off' }).click();
    await expect.poll(() => prod.listChanges).toBeGreaterThan(heard);
    expect(await prod.call('demo__add', { a: 1, b: 2 })).toContain('3');
    await Promise.all([dev, staging, prod].map((client) => client.client.close()));
  });
});
