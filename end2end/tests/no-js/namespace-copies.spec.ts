// A namespace is cloned, exported and imported without JavaScript.

import { demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

const base = declared(binary);

test.use({
  declaration: {
    ...base,
    namespaces: { dev: { servers: [{ name: 'demo', alias: 'try', tools: { fail: false, add: { name: 'sum.up' } } }] } },
  },
});

test('a clone offers the same tools', async ({ signedIn: app, gateway }) => {
  await using first = await McpClient.connect(gateway.endpoint('open'));
  const tools = await first.tools();
  expect(tools).toContain('sum.up');
  await app.open('Namespaces');
  await app.act('dev', 'Clone');
  await app.expectPage('Clone dev');
  await app.fill({ Name: 'open' });
  await app.press('Clone');
  await app.expectPage('open');
  await app.press('Publish');
  await app.fill({ Name: 'second' });
  await app.page.getByRole('radio', { name: /^Open to everyone/ }).check();
  await app.press('Create endpoint');
  await app.expectPage('second');
  await using second = await McpClient.connect(gateway.endpoint('second'));
  expect(await second.tools()).toEqual(tools);
});

test('an export is imported under another name, and shows first what it would do', async ({ signedIn: app }) => {
  await app.open('Namespaces');
  await app.act('dev', 'Export');
  await app.expectPage('dev as a document');
  const text = await app.code('dev.json').innerText();
  expect(text).toContain('sum.up');
  const link = await app.main.getByRole('link', { name: 'Download' }).getAttribute('href');
  expect(decodeURIComponent(link!)).toContain(text.trim());

  await app.goto('/namespaces/import');
  await app.fill({ Document: '{', Name: 'copy' });
  await app.press('Show what it would do');
  await app.expectProblem('Document', /not JSON/);
  await expect(app.field('Name')).toHaveValue('copy');
  await app.fill({ Document: text });
  await app.press('Show what it would do');
  await app.expectPage('What the import would do');
  await expect(app.main.getByText('Creates the namespace copy.')).toBeVisible();
  await expect(app.fact('Tools')).toHaveText('1 off, 1 in other words');
  await app.press('Import');
  await app.expectPage('copy');
  await expect(app.main.getByText('sum.up')).toBeVisible();

  await app.goto('/namespaces/import');
  await app.fill({ Document: text.replace('"demo"', '"elsewhere"'), Name: 'copy' });
  await app.press('Show what it would do');
  await expect(app.main.getByText('Changes the namespace copy')).toBeVisible();
  await expect(app.main.getByRole('heading', { name: '1 server is not here' })).toBeVisible();
  await expect(app.main.getByText('elsewhere', { exact: true })).toBeVisible();
  await app.press('Import without them');
  await app.expectPage('copy');
  await expect(app.main.getByText('No servers in this namespace')).toBeVisible();
});
