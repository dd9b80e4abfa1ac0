// Servers: added, changed, deleted, imported; and what is said when something is wrong with them.

import { onlyAda } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: onlyAda });

const demo = `${binary} demo-server`;

async function addCommand(app: App, name: string, command: string): Promise<void> {
  await app.goto('/servers/new');
  await app.fill({ Name: name, 'Command line': command });
  await app.press('Add server');
}

test('a server is added, found, changed and deleted', async ({ signedIn: app }) => {
  await app.open('Servers');
  await expect(app.main.getByText('No servers yet')).toBeVisible();
  await addCommand(app, 'first', demo);
  await app.expectPage('first');
  await addCommand(app, 'second', demo);
  await app.expectPage('second');

  await app.open('Servers');
  await expect(app.row('second')).toBeVisible();
  await app.page.getByRole('searchbox').fill('first');
  await expect(app.row('second')).toHaveCount(0);
  await expect(app.row('first')).toBeVisible();
  await expect(app.page).toHaveURL(/\?q=first$/);

  await app.act('first', 'Edit');
  await app.expectPage('Edit server');
  await expect(app.field('Command line')).toHaveValue(demo);
  await app.fill({ Name: 'renamed', Description: 'for trying things out' });
  await app.press('Save');
  await app.expectPage('renamed');
  await app.expectNotice('Saved.');
  await expect(app.main.getByText('for trying things out')).toBeVisible();

  await app.press('Delete');
  await expect(app.question('Delete the server renamed?')).toContainText('Nothing uses it');
  await app.press('Cancel');
  await expect(app.question('Delete the server renamed?')).toHaveCount(0);
  await app.press('Delete');
  await app.press('Delete server');
  await app.expectPage('Servers');
  await app.expectNotice('Deleted.');
  await expect(app.row('second')).toBeVisible();
  await expect(app.row('renamed')).toHaveCount(0);
});

test('a new server is connected by itself, and its tools are listed', async ({ signedIn: app }) => {
  await addCommand(app, 'demo', demo);
  await app.expectPage('demo');
  for (const tool of ['echo', 'add', 'now', 'slow_count', 'fail']) {
    await expect(app.main.locator('summary').getByText(tool, { exact: true })).toBeVisible();
  }
  await app.main.locator('summary').getByText('add', { exact: true }).click();
  await expect(app.main.getByRole('table', { name: 'Parameters' })).toContainText('First number');
});

test('what runs for a server is shown where the server is, and goes when it is gone', async ({ signedIn: app }) => {
  await addCommand(app, 'demo', `sh -c '${demo}; exit $?'`);
  await app.expectPage('demo');
  const connections = app.main.getByRole('list', { name: 'Connections' });
  await expect(connections.getByText('MetaMCP itself')).toBeVisible();
  const processes = connections.getByRole('list', { name: 'Processes' }).getByRole('listitem');
  await expect(processes).toHaveCount(2);
  await expect(processes.nth(1)).toContainText(/demo-server.*MiB/);
  const pid = /(\d+) ·/.exec((await processes.first().textContent()) ?? '')?.[1];
  process.kill(Number(pid), 'SIGKILL');
  await expect(processes.filter({ hasText: `${pid} ·` })).toHaveCount(0);
});

test('a command that does not exist is explained where the server is', async ({ signedIn: app }) => {
  await addCommand(app, 'typo', 'metamcp-no-such-command --verbose');
  await app.expectPage('typo');
  await expect(app.main.getByText('Failing')).toBeVisible();
  const tried = app.main.getByLabel('What was tried and what came back').first();
  await expect(tried).toContainText('metamcp-no-such-command --verbose');

  await app.open('Servers');
  await expect(app.main).toContainText('1 needs you');
  await expect(app.main.getByLabel('What was tried and what came back')).toBeVisible();
  await app.open('Overview');
  await expect(app.main.getByText('typo').first()).toBeVisible();
});

test('a program that ends at once is shown with what it wrote', async ({ signedIn: app }) => {
  await addCommand(app, 'ends', `sh -c "echo EXAMPLE_API_KEY is not set >&2; exit 3"`);
  await app.expectPage('ends');
  await expect(app.main.getByLabel('What was tried and what came back').first()).toContainText(
    'EXAMPLE_API_KEY is not set',
  );
});

test('a URL that is not an MCP server is explained', async ({ signedIn: app, gateway }) => {
  await app.goto('/servers/new');
  await app.page.getByRole('radio', { name: /^Streamable HTTP/ }).check();
  // Our own page is one that answers and does not speak MCP.
  await app.fill({ Name: 'page', URL: `${gateway.url}/login` });
  await app.press('Add server');
  await app.expectPage('page');
  await expect(app.main.getByLabel('What was tried and what came back').first()).toContainText(`${gateway.url}/login`);
});

test('what is wrong with a field stands beside it, before and after it is sent', async ({ signedIn: app }) => {
  await addCommand(app, 'two__underscores', 'npx "unclosed');
  await app.expectProblem('Name', /two underscores/i);
  await app.expectProblem('Command line', /quote/i);
  await expect(app.field('Name')).toBeFocused();

  await addCommand(app, 'taken', demo);
  await app.expectPage('taken');
  await addCommand(app, 'taken', demo);
  // Only the server knows this one.
  await app.expectProblem('Name', /taken/);
  await expect(app.field('Command line')).toHaveValue(demo);
});

test('secrets are stored, never shown again, and kept when something else changes', async ({ signedIn: app, page }) => {
  await app.goto('/servers/new');
  await app.fill({ Name: 'secretive', 'Command line': demo, 'Environment variables': 'API_TOKEN=very-secret-value' });
  await app.press('Add server');
  await app.expectPage('secretive');
  expect(await page.content()).not.toContain('very-secret-value');
  await app.press('Edit');
  await app.expectPage('Edit server');
  expect(await page.content()).not.toContain('very-secret-value');
  await expect(app.field('Environment variables')).toHaveValue(/^API_TOKEN=/);
  await app.fill({ Description: 'changed' });
  await app.press('Save');
  await app.expectPage('secretive');
  await expect(app.main.getByText(/API_TOKEN/)).toBeVisible();
});

test("a client's JSON is imported at once, and exported again without secrets", async ({ signedIn: app }) => {
  const file = {
    mcpServers: {
      time: { command: 'uvx', args: ['mcp-server-time'], env: { TZ_TOKEN: 'very-secret-value' } },
      docs: { url: 'https://docs.example.com/mcp' },
    },
  };
  await app.goto('/servers/import');
  await app.fill({ "A client's JSON": JSON.stringify(file) });
  await expect(app.main.getByText(/2 servers: (time, docs|docs, time)/)).toBeVisible();
  await app.press('Import JSON');
  await app.expectPage('Servers');
  await expect(app.row('time')).toBeVisible();
  await expect(app.row('docs')).toBeVisible();

  await app.press('Export JSON');
  await app.expectPage('Export JSON');
  const text = await app.code('mcp-servers.json').innerText();
  expect(Object.keys(JSON.parse(text).mcpServers).sort()).toEqual(['docs', 'time']);
  expect(text).not.toContain('very-secret-value');

  await app.goto('/servers/import');
  await app.fill({ "A client's JSON": '{"mcpServers": {' });
  await app.press('Import JSON');
  await expect(app.main).toContainText(/JSON/);
  await expect(app.page).toHaveURL(/import/);
});

test('a server that somebody else adds appears by itself', async ({ signedIn: app, gateway }) => {
  await app.open('Servers');
  await gateway.apply({ servers: { from_elsewhere: { command: binary, args: ['demo-server'] } } });
  await expect(app.row('from_elsewhere')).toBeVisible();
});

test('a change by somebody else is reported, not overwritten', async ({ signedIn: app, gateway }) => {
  await gateway.apply({ servers: { shared: { command: binary, args: ['demo-server'], description: 'old' } } });
  await app.open('Servers');
  await app.act('shared', 'Edit');
  await gateway.apply({ servers: { shared: { command: binary, args: ['demo-server'], description: 'theirs' } } });
  await app.fill({ Description: 'mine' });
  await app.press('Save');
  await app.expectAlert('Somebody else changed it meanwhile');
  await expect(app.field('Description')).toHaveValue('mine');
});
