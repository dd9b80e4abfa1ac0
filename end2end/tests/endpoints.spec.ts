// Endpoints: published, protected, pointed elsewhere, deleted; clients notice at once.

import { demo as declared, key } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({
  declaration: {
    ...declared(binary),
    namespaces: {
      dev: { servers: ['demo'] },
      small: { servers: [{ name: 'demo', tools: { add: false, now: false, slow_count: false, fail: false } }] },
    },
  },
});

test('an endpoint is created, used, changed and deleted', async ({ signedIn: app, gateway }) => {
  await app.open('Endpoints');
  await app.press('Create endpoint');
  await app.expectPage('Create endpoint');
  await app.fill({ Name: 'fresh', Description: 'For one test' });
  await app.field('Namespace').selectOption('dev');
  await app.page.getByRole('radio', { name: /^Open to everyone/ }).check();
  await app.press('Create endpoint');
  await app.expectPage('fresh');
  await expect(app.code('URL')).toHaveText(gateway.endpoint('fresh'));
  await expect(app.main.getByText('No key is asked for')).toBeVisible();
  const client = await McpClient.connect(gateway.endpoint('fresh'));
  expect(await client.call('demo__echo', { message: 'open' })).toBe('open');
  await client.client.close();

  await app.press('Edit');
  await app.expectPage('Edit endpoint');
  await app.page.getByRole('radio', { name: /^API key\b(?!, also| or)/ }).check();
  await app.press('Save');
  await app.expectPage('fresh');
  await expect(McpClient.connect(gateway.endpoint('fresh'))).rejects.toMatchObject({ code: 401 });

  await app.press('Delete');
  await expect(app.question('Delete the endpoint fresh?')).toContainText(gateway.endpoint('fresh'));
  await app.press('Delete endpoint');
  await app.expectPage('Endpoints');
  await expect(McpClient.connect(gateway.endpoint('fresh'))).rejects.toMatchObject({ code: 404 });
});

test('clients keep their URL when it publishes another namespace', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'), key);
  expect(await client.tools()).toHaveLength(5);
  await app.open('Endpoints');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await app.field('Publish instead').selectOption('small');
  await app.press('Switch');
  await expect.poll(() => client.listChanges).toBeGreaterThan(0);
  expect(await client.tools()).toEqual(['demo__echo']);
});

test('a live session is counted', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'), key);
  await client.tools();
  await app.open('Endpoints');
  await expect(app.row('dev').first()).toContainText('1');
});

test('a live session appears by itself, and is disconnected', async ({ signedIn: app, gateway }) => {
  await app.open('Endpoints');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await expect(app.main.getByText('No client is connected')).toBeVisible();
  await using client = await McpClient.connect(gateway.endpoint('dev'), key);
  const sessions = app.main.getByRole('table', { name: 'Live sessions' });
  await expect(sessions.getByText('2025-11-25')).toBeVisible();

  await sessions.getByRole('link', { name: 'Disconnect end2end 1.0.0' }).click();
  await expect(app.question('Disconnect end2end 1.0.0?')).toContainText('its session is over');
  await app.press('Disconnect');
  await app.expectNotice('Disconnected.');
  await expect(app.main.getByText('No client is connected')).toBeVisible();
  await expect(client.tools()).rejects.toMatchObject({ code: 404 });
});

test('a name that is taken or impossible is refused beside the field', async ({ signedIn: app }) => {
  await app.goto('/endpoints/new');
  await app.fill({ Name: 'a/b' });
  await app.press('Create endpoint');
  await app.expectProblem('Name', /use letters, digits/i);
  await app.fill({ Name: 'dev' });
  await app.press('Create endpoint');
  await app.expectProblem('Name', /taken/);
});
