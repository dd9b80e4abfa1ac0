// How a server is run and how long sessions last: said in forms, shown where it differs, refused where it cannot be.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: declared(binary) });

const section = (app: App) => app.main.locator('summary', { hasText: 'Connections and limits' });

async function newServer(app: App, name: string): Promise<void> {
  await app.goto('/servers/new');
  await app.fill({ Name: name, 'Command line': `${binary} demo-server` });
}

test('what differs from the default is shown on the page, and in the form when it is opened again', async ({
  signedIn: app,
}) => {
  await newServer(app, 'tuned');
  await expect(app.field('Spare connections')).toBeHidden();
  await section(app).click();
  // The defaults of the gateway stand where nothing is said.
  for (const [label, value] of [
    ['Spare connections', '1'],
    ['Most connections', '200'],
    ['Time to answer', '300'],
    ['Time between looks', '60'],
    ['Memory', 'no limit'],
  ] as const) {
    await expect(app.field(label)).toHaveAttribute('placeholder', value);
  }
  await app.page.getByRole('radio', { name: /^One for each person/ }).check();
  await app.fill({
    'Spare connections': '0',
    'Time to answer': '90',
    'Times of single tools': 'slow_count: 30s, total 10m\nadd: 5',
    'Open files': '256',
  });
  await app.press('Add server');
  await app.expectPage('tuned');
  for (const [term, value] of [
    ['Who shares a connection', 'One for each person'],
    ['Spare connections', '0'],
    ['Time to answer', '90 s'],
    ['Times of single tools', 'slow_count: 30s, total 10m'],
    ['Times of single tools', 'add: 5s'],
    ['Open files', '256'],
  ] as const) {
    await expect(app.fact(term)).toContainText(value);
  }
  await expect(app.fact('Time in total')).toHaveCount(0);

  await app.press('Edit');
  await app.expectPage('Edit server');
  await expect(app.page.getByRole('radio', { name: /^One for each person/ })).toBeChecked();
  await expect(app.field('Times of single tools')).toHaveValue('add: 5s\nslow_count: 30s, total 10m');
  await app.page.getByRole('radio', { name: /^Automatic/ }).check();
  await app.fill({ 'Spare connections': '', 'Time to answer': '', 'Times of single tools': '', 'Open files': '' });
  await app.press('Save');
  await app.expectPage('tuned');
  await expect(app.main.getByText('Command line', { exact: true })).toBeVisible();
  await expect(app.fact('Who shares a connection')).toHaveCount(0);
  await expect(app.fact('Times of single tools')).toHaveCount(0);
});

test('a tool is given the time that the form says, at once', async ({ signedIn: app, gateway }) => {
  await newServer(app, 'timed');
  await section(app).click();
  await app.fill({ 'Times of single tools': 'slow_count: 1s, total 1s' });
  await app.press('Add server');
  await app.expectPage('timed');
  await app.createNamespace('lab', ['timed']);
  await app.publish('lab');
  await using client = await McpClient.connect(gateway.endpoint('lab'));
  const count = () => client.call('timed__slow_count', { to: 4, interval_ms: 500 });
  await expect(count()).rejects.toThrow(/1 s/);
  expect(await client.call('timed__add', { a: 1, b: 2 })).toContain('3');

  await app.open('Servers');
  await app.act('timed', 'Edit');
  await app.fill({ 'Times of single tools': 'slow_count: 1m' });
  await app.press('Save');
  await app.expectPage('timed');
  expect(await count()).toBe('Counted to 4');
});

test('what is wrong is led to, also where it is folded away', async ({ signedIn: app }) => {
  await newServer(app, 'two__underscores');
  await section(app).click();
  await app.fill({
    'Spare connections': '5',
    'Most connections': '2',
    'Times of single tools': 'add: soon',
    Memory: 'much',
  });
  await section(app).click();
  await expect(app.field('Memory')).toBeHidden();
  await app.press('Add server');
  await expect(app.field('Name')).toBeFocused();
  await app.expectProblem('Spare connections', /whole number from 0 to 2/);
  await app.expectProblem('Times of single tools', /Line 1 is not a tool and its times/);
  await app.expectProblem('Memory', /whole number from 16 to/);
  await app.fill({ Name: 'wrong' });
  await section(app).click();
  await app.press('Add server');
  await expect(app.field('Spare connections')).toBeFocused();
  await app.fill({ 'Spare connections': '2', 'Times of single tools': 'add: 5s', Memory: '' });
  await app.press('Add server');
  await app.expectPage('wrong');
});

test('folders are asked for with a sandbox only, and have to be full paths', async ({ signedIn: app }) => {
  await newServer(app, 'boxed');
  // With the keyboard: the section opens, and the box is ticked.
  await section(app).focus();
  await app.page.keyboard.press('Enter');
  await expect(app.field('Folders it may write to')).toBeHidden();
  const box = app.page.getByRole('checkbox', { name: /^Sandbox/ });
  await box.focus();
  await app.page.keyboard.press('Space');
  await app.fill({ 'Folders it may write to': '/srv/data\ndata' });
  await app.press('Add server');
  await app.expectProblem('Folders it may write to', /data is not the full path of a folder/);
  await app.fill({ 'Folders it may write to': '/srv/data' });
  await app.press('Add server');
  await app.expectPage('boxed');
  await expect(app.fact('Folders it may write to')).toContainText('/srv/data');
});

test('a kind of server is asked only for what it has', async ({ signedIn: app }) => {
  await newServer(app, 'kinds');
  await section(app).click();
  await expect(app.field('Memory')).toBeVisible();
  await app.page.getByRole('radio', { name: /^Streamable HTTP/ }).check();
  await expect(app.field('Memory')).toBeHidden();
  await expect(app.field('Spare connections')).toBeVisible();
  await app.page.getByRole('radio', { name: /^Namespace of this installation/ }).check();
  await expect(section(app)).toBeHidden();
});

test('an endpoint says how long sessions last, whatever it publishes', async ({ signedIn: app }) => {
  await app.createNamespace('lab', ['demo']);
  await app.goto('/endpoints/new');
  await expect(app.field('Forgotten when idle for')).toHaveAttribute('placeholder', '1440');
  await expect(app.field('Over after')).toHaveAttribute('placeholder', 'no end');
  await app.fill({ Name: 'brief', 'Forgotten when idle for': '0', 'Over after': '600' });
  await app.field('Namespace').selectOption('lab');
  await app.press('Create endpoint');
  await app.expectProblem('Forgotten when idle for', /whole number from 1 to/);
  await app.fill({ 'Forgotten when idle for': '30' });
  await app.press('Create endpoint');
  await app.expectPage('brief');
  await expect(app.fact('Forgotten when idle for')).toContainText('30 min');

  await app.field('Publish instead').selectOption('dev');
  await app.press('Switch');
  await expect(app.main.getByRole('link', { name: 'dev', exact: true })).toBeVisible();
  await expect(app.fact('Over after')).toContainText('600 min');
  await app.press('Edit');
  await app.expectPage('Edit endpoint');
  await expect(app.field('Forgotten when idle for')).toHaveValue('30');
  await app.fill({ 'Forgotten when idle for': '', 'Over after': '' });
  await app.press('Save');
  await app.expectPage('brief');
  await expect(app.fact('Over after')).toHaveCount(0);
});
