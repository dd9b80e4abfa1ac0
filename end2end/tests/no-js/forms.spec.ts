// Every kind of form once, without JavaScript.

import { demo as declared, key } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({ declaration: declared(binary) });

test('a server is added, corrected, found, changed and deleted', async ({ signedIn: app }) => {
  await app.goto('/servers/new');
  await app.fill({ Name: 'two__underscores', 'Command line': `${binary} demo-server` });
  await app.press('Add server');
  await app.expectProblem('Name', /two underscores/i);
  await expect(app.field('Command line')).toHaveValue(`${binary} demo-server`);
  await app.fill({ Name: 'plain' });
  await app.press('Add server');
  await app.expectPage('plain');

  await app.open('Servers');
  await app.page.getByRole('searchbox').fill('plain');
  await app.page.getByRole('searchbox').press('Enter');
  await expect(app.row('plain')).toBeVisible();
  await expect(app.row('demo')).toHaveCount(0);
  await app.act('plain', 'Edit');
  await app.fill({ Description: 'without a script' });
  await app.press('Save');
  await app.expectPage('plain');
  await expect(app.main.getByText('without a script')).toBeVisible();
  await app.press('Delete');
  await app.press('Delete server');
  await app.expectPage('Servers');
  await expect(app.row('plain')).toHaveCount(0);
});

test('how a server is run is said, corrected and taken back', async ({ signedIn: app }) => {
  await app.goto('/servers/new');
  await app.fill({ Name: 'tuned', 'Command line': `${binary} demo-server` });
  await expect(app.field('Spare connections')).toBeHidden();
  await app.main.getByText('Connections and limits', { exact: true }).click();
  await app.page.getByRole('radio', { name: /^One for everybody/ }).check();
  await app.page.getByRole('checkbox', { name: /^Sandbox/ }).check();
  await app.fill({ 'Spare connections': 'several', 'Folders it may write to': '/srv/data' });
  await app.press('Add server');
  // What was typed is there again, in sight.
  await app.expectProblem('Spare connections', /whole number from 0 to 100/);
  await expect(app.page.getByRole('radio', { name: /^One for everybody/ })).toBeChecked();
  await expect(app.field('Folders it may write to')).toHaveValue('/srv/data');
  await app.fill({ 'Spare connections': '3' });
  await app.press('Add server');
  await app.expectPage('tuned');
  await expect(app.fact('Spare connections')).toContainText('3');
  await expect(app.fact('Folders it may write to')).toContainText('/srv/data');

  await app.press('Edit');
  await app.fill({ 'Spare connections': '' });
  await app.page.getByRole('checkbox', { name: /^Sandbox/ }).uncheck();
  await app.press('Save');
  await app.expectPage('tuned');
  await expect(app.fact('Who shares a connection')).toContainText('One for everybody');
  await expect(app.fact('Spare connections')).toHaveCount(0);
  await expect(app.fact('Folders it may write to')).toHaveCount(0);
});

test('a namespace and an endpoint are made, and many tools switched off', async ({ signedIn: app, gateway }) => {
  await app.createNamespace('lab', ['demo']);
  await app.publish('lab');
  await using client = await McpClient.connect(gateway.endpoint('lab'));
  expect(await client.tools()).toHaveLength(5);

  await app.open('Namespaces');
  await app.row('lab').getByRole('link', { name: 'lab', exact: true }).first().click();
  await app.page.getByRole('checkbox', { name: 'Select add' }).check();
  await app.page.getByRole('checkbox', { name: 'Select fail' }).check();
  await app.press('Turn off');
  await expect.poll(() => client.tools()).toHaveLength(3);
});

test('the names that clients see are chosen, and a refused choice keeps what was typed', async ({
  signedIn: app,
  gateway,
}) => {
  await app.goto('/servers/new');
  await app.fill({ Name: 'twin', 'Command line': `${binary} demo-server` });
  await app.press('Add server');
  await app.expectPage('twin');
  await app.goto('/namespaces/new');
  await app.page.getByRole('checkbox', { name: /^demo/ }).check();
  await app.page.getByRole('checkbox', { name: /^twin/ }).check();
  await app.fill({ Name: 'lab', 'Alias of twin': 'two__underscores' });
  await app.page.getByRole('radio', { name: /^With the server where needed/ }).check();
  await app.press('Create namespace');
  await app.expectProblem('Alias of twin', /two underscores/i);
  await expect(app.field('Alias of twin')).toHaveValue('two__underscores');
  await expect(app.page.getByRole('radio', { name: /^With the server where needed/ })).toBeChecked();
  await app.fill({ 'Alias of twin': 'second' });
  await app.press('Create namespace');
  await app.expectPage('lab');
  await app.publish('lab');
  await using client = await McpClient.connect(gateway.endpoint('lab'));
  expect(await client.tools()).toContain('second__add');

  await app.open('Namespaces');
  await app.act('lab', 'Edit');
  await app.page.getByRole('radio', { name: /^Never with the server/ }).check();
  await app.press('Save');
  await expect(app.main.getByRole('group', { name: 'Names that clients see' })).toContainText(
    /demo and twin both have the tool add/,
  );
  await expect(app.page.getByRole('radio', { name: /^Never with the server/ })).toBeChecked();
  await expect(app.field('Alias of twin')).toHaveValue('second');
  await app.page.getByRole('checkbox', { name: /^twin/ }).uncheck();
  await app.press('Save');
  await app.expectPage('lab');
  await expect.poll(() => client.tools()).toContain('add');
});

test('a namespace stands as a server, and does not get into itself', async ({ signedIn: app, gateway }) => {
  await app.goto('/servers/new');
  await app.page.getByRole('radio', { name: /^Namespace of this installation/ }).check();
  await expect(app.field('Command line')).toBeHidden();
  await app.fill({ Name: 'team' });
  await app.field('Namespace').selectOption({ label: 'dev' });
  await app.page.getByRole('radio', { name: /^Public/ }).check();
  await app.press('Add server');
  await app.expectPage('team');

  await app.open('Namespaces');
  await app.act('dev', 'Edit');
  await app.page.getByRole('checkbox', { name: /^team/ }).check();
  await app.press('Save');
  await expect(app.main.getByRole('group', { name: 'Servers' })).toContainText('dev → dev');
  await expect(app.page.getByRole('checkbox', { name: /^team/ })).toBeChecked();

  await app.createNamespace('lab', ['team']);
  await app.publish('lab');
  await using client = await McpClient.connect(gateway.endpoint('lab'));
  expect(await client.tools()).toContain('team__demo__add');
  expect(await client.call('team__demo__add', { a: 1, b: 2 })).toContain('3');
});

test('a key is shown once, switched off and deleted', async ({ signedIn: app, gateway }) => {
  await app.open('API keys');
  await app.fill({ Name: 'phone' });
  await app.press('Create key');
  const key = await app.code('API key').innerText();
  const client = await McpClient.connect(gateway.endpoint('dev'), key);
  await client.client.close();
  await app.page.reload();
  await expect(app.main.getByText(/cannot be shown again/)).toBeVisible();
  await app.main.getByRole('switch', { name: 'phone' }).click();
  await expect(app.main.getByRole('switch', { name: 'phone' })).toHaveAttribute('aria-checked', 'false');
  await expect(McpClient.connect(gateway.endpoint('dev'), key)).rejects.toMatchObject({ code: 401 });
  await app.main.getByRole('link', { name: 'Delete phone' }).click();
  await app.press('Delete key');
  await expect(app.main.getByRole('switch', { name: 'phone' })).toHaveCount(0);
});

test('a live session is disconnected', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('dev'), key);
  await client.tools();
  await app.open('Endpoints');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  const sessions = app.main.getByRole('table', { name: 'Live sessions' });
  await sessions.getByRole('link', { name: 'Disconnect end2end 1.0.0' }).click();
  await expect(app.question('Disconnect end2end 1.0.0?')).toContainText('its session is over');
  await app.question('Disconnect end2end 1.0.0?').getByRole('button', { name: 'Disconnect' }).click();
  await app.expectNotice('Disconnected.');
  await expect(app.main.getByText('No client is connected')).toBeVisible();
  await expect(client.tools()).rejects.toMatchObject({ code: 404 });
});

test('language and theme have a button', async ({ signedIn: app }) => {
  await app.page.getByLabel('Theme').selectOption({ label: 'Dark' });
  await app.page.getByRole('button', { name: 'Apply' }).last().click();
  await expect(app.page.getByLabel('Theme')).toHaveValue('dark');
  await app.page.getByLabel('Language').selectOption({ label: '简体中文' });
  await app.page.getByRole('button', { name: 'Apply' }).first().click();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
});

test('a tool is renamed, corrected and given back', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.main.getByRole('link', { name: 'Change add', exact: true }).click();
  await app.fill({ 'Name that clients see': 'not a name', Title: 'Sum' });
  await app.press('Save');
  await app.expectProblem('Name that clients see', /letters, digits, -, _ and \./i);
  await expect(app.field('Title')).toHaveValue('Sum');
  await app.fill({ 'Name that clients see': 'sum.up' });
  await app.press('Save');
  await app.expectNotice('Saved');
  expect(await client.tools()).toContain('sum.up');
  await app.press('Undo the last change');
  await app.expectNotice('Saved');
  expect(await client.tools()).toContain('demo__add');
});

test('a chain is added to, corrected, put in order and taken back', async ({ signedIn: app }) => {
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.press('Middleware');
  await app.expectPage('Middleware');
  await app.press('Add Filter');
  await app.expectPage('Filter');
  await app.press('Back to the chain');
  await app.press('Add Rate limit');
  await app.expectPage('Rate limit');
  await app.fill({ Requests: 'many' });
  await app.press('Save');
  await app.expectProblem('Requests', /from 1 to 1000000/);
  await expect(app.field('Requests')).toHaveValue('many');
  await app.fill({ Requests: '7' });
  await app.press('Save');
  await app.expectPage('Middleware');
  const rows = app.main.getByRole('list').first().locator('> li');
  await expect(rows.nth(4)).toContainText('7 requests in 60 s');
  await app.press('Move Rate limit up');
  await expect(rows.nth(3)).toContainText('Rate limit');
  await app.main.getByRole('switch', { name: 'Rate limit: on or off' }).click();
  await expect(app.main.getByRole('switch', { name: 'Rate limit: on or off' })).not.toBeChecked();
  await app.press('Remove Filter');
  await expect(rows).toHaveCount(4);
  await app.press('Undo the last change');
  await app.expectNotice('Saved');
  await expect(rows).toHaveCount(5);
});
