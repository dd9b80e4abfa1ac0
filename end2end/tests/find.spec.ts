// Tools are found by words: with Ctrl-K, over the tree, and over REST.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ declaration: declared(binary) });

test('Ctrl-K finds a tool in other words and leads to its page', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  expect(await client.tools()).toHaveLength(5);
  await app.page.keyboard.press('Control+k');
  await app.expectPage('Find a tool');
  const field = app.main.getByRole('searchbox');
  await expect(field).toBeFocused();
  await field.fill('adding numbers');
  const found = app.main.getByRole('table', { name: 'Tools that fit, best first' });
  await expect(found.getByRole('link').first()).toHaveText('demo__add');
  await field.fill('sing a song');
  await expect(app.main.getByText('No tool fits “sing a song”.')).toBeVisible();
  await field.fill('sum of two numbers');
  await found.getByRole('link', { name: 'demo__add' }).click();
  await app.expectPage('add');

  const rest = await app.page.request.get(`${gateway.url}/metamcp/open/api/search?q=adding+numbers`);
  const { tools } = (await rest.json()) as { tools: { name: string }[] };
  expect(tools[0]!.name).toBe('demo__add');
});

test('the tree is searched by words, by letters and by patterns', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  expect(await client.tools()).toHaveLength(5);
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  const best = app.main.getByRole('list', { name: 'Best by words' });
  await app.main.getByRole('searchbox').fill('numbers added');
  await expect(best.getByRole('listitem').first()).toHaveText('demo__add');
  // In other letters than its name has; `slow` takes a number too.
  await expect(app.main.locator('tr.tree-tool:visible').filter({ hasText: 'demo__add' })).toHaveCount(1);
  await expect(app.main.locator('tr.tree-tool:visible').filter({ hasText: 'demo__echo' })).toHaveCount(0);
  await app.main.getByRole('searchbox').fill('/^(add|fail)$/');
  await expect(best).toHaveCount(0);
  await expect(app.main.locator('tr.tree-tool:visible')).toHaveCount(2);
});
