// What a namespace makes of a tool: shown beside what its server wrote, told to clients at once, and taken back.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: declared(binary) });

async function openTool(app: App, tool: string): Promise<void> {
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await app.main.getByRole('link', { name: `Change ${tool}`, exact: true }).click();
  await app.expectPage(tool);
}

test('a tool gets another name and other words, with the original in sight', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  expect(await client.tools()).toContain('demo__add');
  await openTool(app, 'add');
  await expect(app.main.getByText('Empty: demo__add')).toBeVisible();
  await expect(app.main.getByText('Server: Add two numbers')).toBeVisible();

  await app.fill({ 'Name that clients see': 'demo__echo' });
  await app.press('Save');
  await app.expectProblem('Name that clients see', /demo__echo is the name of echo of demo already/);
  expect(await client.tools()).toContain('demo__add');

  await app.fill({ 'Name that clients see': 'sum.up', Title: 'Sum' });
  await app.field('Changes nothing').selectOption({ label: 'No' });
  await app.press('Save');
  await app.expectNotice('Saved');
  await expect.poll(() => client.tools()).toContain('sum.up');
  const { tools } = await client.client.listTools();
  const shown = tools.find((tool) => tool.name === 'sum.up');
  expect(shown).toMatchObject({ title: 'Sum', annotations: { readOnlyHint: false } });
  expect(await client.call('sum.up', { a: 20, b: 3 })).toContain('23');
  await expect(client.call('demo__add', { a: 1, b: 1 })).rejects.toThrow(/unknown tool/i);

  await app.press('Undo the last change');
  await expect.poll(() => client.tools()).toContain('demo__add');
  await app.press('Undo the last change');
  await expect.poll(() => client.tools()).toContain('sum.up');
  await app.main.getByRole('link', { name: 'Back to the namespace' }).click();
  const row = app.main.getByRole('row', { name: /sum\.up/ });
  await expect(row).toContainText('changed');
});

test('an argument is given by the namespace and hidden from clients', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  await openTool(app, 'add');
  const second = app.main.getByRole('group', { name: /^b · / });
  await second.getByRole('checkbox', { name: /^Hide from clients/ }).check();
  await app.press('Save');
  await expect(second).toContainText(/The server wants b: give it a value, or let clients see it/);
  await second.getByLabel('Value').fill('40');
  await app.press('Save');
  await app.expectNotice('Saved');
  await expect
    .poll(async () => (await client.client.listTools()).tools.find((tool) => tool.name === 'demo__add')?.inputSchema)
    .toMatchObject({ required: ['a'] });
  expect(await client.call('demo__add', { a: 2 })).toContain('42');
  await expect(client.call('demo__add', { a: 2, b: 1 })).rejects.toThrow(/set by the gateway/);

  await app.press('As the server wrote it');
  await expect.poll(async () => (await client.client.listTools()).tools[1]?.inputSchema.required).toEqual(['a', 'b']);
  await expect(second.getByLabel('Value')).toHaveValue('');
});

test('clients of an endpoint that searches find a tool and call it', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  expect(await client.tools()).toHaveLength(5);
  await app.open('Endpoints');
  await app.act('open', 'Edit');
  await app.page.getByRole('radio', { name: 'Search Three tools' }).check();
  await app.press('Save');
  await expect(app.fact('Tools that clients list')).toContainText('Search');
  await expect.poll(() => client.tools()).toEqual(['search_tools', 'describe_tool', 'call_tool']);
  const found = await client.client.callTool({ name: 'search_tools', arguments: { query: 'sum of two numbers' } });
  expect(found.structuredContent).toMatchObject({ total: 5 });
  const first = (found.structuredContent as { tools: { name: string }[] }).tools[0]!.name;
  expect(first).toBe('demo__add');
  const called = await client.client.callTool({ name: 'call_tool', arguments: { name: first, arguments: { a: 1, b: 2 } } });
  expect(JSON.stringify(called.content)).toContain('3');
});
