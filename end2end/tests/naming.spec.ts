// Names that clients see: with the server's or without, under an alias, and never two of the same.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const tools = ['echo', 'add', 'now', 'slow_count', 'fail'];
const behind = (prefix: string) => tools.map((tool) => `${prefix}__${tool}`);

test.use({
  declaration: {
    ...declared(binary),
    servers: {
      demo: { command: binary, args: ['demo-server'] },
      twin: { command: binary, args: ['demo-server'] },
    },
    namespaces: { dev: { servers: ['demo', 'twin'] } },
    endpoints: { dev: { namespace: 'dev', auth: 'none' } },
  },
});

async function openForm(app: App): Promise<void> {
  await app.open('Namespaces');
  await app.act('dev', 'Edit');
  await app.expectPage('Edit namespace');
}

async function choose(app: App, policy: RegExp): Promise<void> {
  await app.page.getByRole('radio', { name: policy }).check();
  await app.press('Save');
}

test('plain names are shown and sent; two of the same are refused with both servers named', async ({
  signedIn: app,
  gateway,
}) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'));
  expect(await client.tools()).toEqual([...behind('demo'), ...behind('twin')]);

  await openForm(app);
  await choose(app, /^Never with the server/);
  const refused = app.main.getByRole('group', { name: 'Names that clients see' });
  await expect(refused).toContainText(/demo and twin both have the tool add/);
  await expect(refused).toContainText(/use another naming policy, or switch one of them off/);
  expect(await client.tools()).toHaveLength(10);

  await app.page.getByRole('checkbox', { name: /^twin/ }).uncheck();
  await app.press('Save');
  await app.expectPage('dev');
  const shown = app.main.getByRole('table', { name: 'Tools' }).locator('td.cell-state code');
  await expect(shown).toHaveText(tools);
  await expect(app.main.getByText('Never with the server')).toBeVisible();
  await expect.poll(() => client.tools()).toEqual(tools);
  expect(await client.call('add', { a: 1, b: 2 })).toContain('3');
});

test('a switch that would make two names the same is refused, and stays off', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'));
  await client.tools();
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  const twin = app.main.getByRole('switch', { name: 'twin', exact: true });
  await twin.click();
  await expect.poll(() => client.tools()).toEqual(behind('demo'));
  await openForm(app);
  await choose(app, /^Never with the server/);
  await app.expectPage('dev');
  await expect.poll(() => client.tools()).toEqual(tools);
  await twin.click();
  await app.expectAlert('demo and twin both have the tool');
  await expect(twin).toHaveAttribute('aria-checked', 'false');
});

test('an alias stands for the name of a server, an empty one for nothing', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'));
  await client.tools();
  await openForm(app);
  await expect(app.field('Alias of twin')).toHaveValue('twin');
  await app.fill({ 'Alias of twin': 'two__underscores' });
  await app.press('Save');
  await app.expectProblem('Alias of twin', /two underscores/i);
  await app.fill({ 'Alias of twin': 'second', 'Alias of demo': '' });
  await app.press('Save');
  await app.expectPage('dev');
  await expect.poll(() => client.tools()).toEqual([...tools, ...behind('second')]);

  await openForm(app);
  await expect(app.field('Alias of twin')).toHaveValue('second');
  await expect(app.field('Alias of demo')).toHaveValue('');
  await app.page.getByRole('checkbox', { name: /^twin/ }).uncheck();
  await expect(app.field('Alias of twin')).toBeHidden();
});
