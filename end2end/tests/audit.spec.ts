// What is written down: real calls of a client, found on the page by who made them and what they were.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ada, demo as declared, key } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { type Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const base = declared(binary);

test.use({
  declaration: {
    ...base,
    namespaces: {
      dev: {
        servers: [{ name: 'demo', tools: { echo: { hints: { readOnly: false } } } }],
        middleware: [{ kind: 'audit_detail', arguments: 'redacted', results: 'redacted' }],
      },
    },
    api_keys: { laptop: { key, owner: ada.email, visibility: 'private' } },
  },
});

/** Calls of Ada's client: one that may write, one that reads, one that fails. */
async function callAll(url: string): Promise<void> {
  await using client = await McpClient.connect(url, key);
  await client.call('demo__echo', { message: 'to glpat-0123456789abcdefghij' });
  await client.call('demo__add', { a: 20, b: 3 });
  await client.call('demo__fail', { message: 'as it should' });
}

/** Opens the list as soon as it has all calls. */
async function openWritten(app: App): Promise<void> {
  await expect(async () => {
    await app.goto('/audit');
    await expect(rows(app)).toHaveCount(3, { timeout: 500 });
  }).toPass();
}

/** What is written down of calls of these tools happened a day before. */
function aDayEarlier(dataDir: string, ...tools: string[]): void {
  const script = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=20) as database:
    for tool in sys.argv[2:]:
        assert database.execute('update audit_calls set at = at - 86400000 where tool = ?', [tool]).rowcount == 1
`;
  execFileSync('python3', ['-c', script, join(dataDir, 'metamcp.db'), ...tools]);
}

const rows = (app: App) => app.main.getByRole('table', { name: 'Calls', exact: true }).locator('tbody tr');

/** Sends the filter's form. */
async function show(app: App, page: Page): Promise<void> {
  await app.main.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/range=/);
  await app.ready();
}

test('calls are found by person, by tool and by whether they may write', async ({ signedIn: app, page, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  await app.main.getByLabel('Person').selectOption({ label: ada.name });
  await app.main.getByLabel("In the tool's name").fill('ECHO');
  await app.main.getByLabel('Only tools that may change something').check();
  await show(app, page);
  await expect(rows(app)).toHaveCount(1);
  await expect(rows(app)).toContainText('demo__echo');
  await expect(rows(app)).toContainText('may write');
  expect(page.url()).toContain('q=ECHO');
  await rows(app).getByRole('link', { name: 'demo__echo' }).first().click();
  await app.expectPage('demo__echo');
  await expect(app.fact('Who')).toHaveText(ada.name);
  await expect(app.fact('Key')).toContainText('laptop');
  await expect(app.fact('Client')).toHaveText('end2end 1.0.0');
  await expect(app.code('Arguments')).toContainText('[redacted: GitLab token]');
  await expect(app.main.getByRole('link', { name: 'Open in the inspector' })).toHaveAttribute('href', /tool=demo__echo/);
  await app.main.getByRole('link', { name: 'Calls of this session' }).click();
  await app.expectPage('Audit');
  await expect(rows(app)).toHaveCount(3);
});

test('a call that is written down is made again in the inspector', async ({ signedIn: app, page, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  await rows(app).getByRole('link', { name: 'demo__add' }).first().click();
  await app.main.getByRole('link', { name: 'Open in the inspector' }).click();
  await app.expectPage('Inspector');
  await expect(app.field('Target')).toHaveValue(/^endpoint:/);
  await app.press('Connect');
  await page.waitForURL(/name=demo__add&call=/);
  await expect(app.field('a')).toHaveValue('20');
  await expect(app.field('b')).toHaveValue('3');
  await app.fill({ b: '4' });
  await app.press('Run');
  await expect(app.main.getByRole('region', { name: 'Answer' })).toContainText('24');

  // What was taken out is said.
  await app.goto('/audit');
  await rows(app).getByRole('link', { name: 'demo__echo' }).first().click();
  await app.main.getByRole('link', { name: 'Open in the inspector' }).click();
  await app.press('Connect');
  await expect(app.field('message')).toHaveValue('to [redacted: GitLab token]');
  await expect(app.main).toContainText('Secrets were taken out of the arguments of this call');
});

test("yesterday's calls of a key that may have changed something are found", async ({ signedIn: app, page, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  aDayEarlier(gateway.dataDir, 'demo__echo', 'demo__add');
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const today = new Date().toISOString().slice(0, 10);
  await app.goto('/audit');
  await app.main.getByRole('combobox', { name: 'When' }).selectOption('Own span');
  await app.main.getByLabel('From (UTC)').fill(`${day}T00:00`);
  await app.main.getByLabel('Until (UTC)').fill(`${today}T00:00`);
  await app.main.getByRole('combobox', { name: 'Key' }).selectOption({ label: 'laptop' });
  await app.main.getByLabel('Only tools that may change something').check();
  await show(app, page);
  await expect(rows(app)).toHaveCount(1);
  await expect(rows(app)).toContainText('demo__echo');
});

test('the last hour of a person is two clicks away', async ({ signedIn: app, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  await app.goto('/people');
  await app.main.getByRole('link', { name: ada.name }).first().click();
  await app.expectPage(ada.name);
  await app.main.getByRole('link', { name: 'Calls in the last hour' }).click();
  await app.expectPage('Audit');
  await expect(rows(app)).toHaveCount(3);
  await expect(app.main.getByRole('link', { name: 'Last hour' })).toHaveAttribute('aria-current', 'true');
  await app.goto('/audit');
  await rows(app).first().getByRole('link', { name: ada.name }).click();
  await expect(app.main.getByRole('link', { name: 'Last hour' })).toHaveAttribute('aria-current', 'true');
});

test('figures are counted, and a group leads to its calls', async ({ signedIn: app, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  await expect(app.main.getByRole('img', { name: '3 calls over time, 1 of them went wrong' })).toBeVisible();
  await app.main.getByRole('group', { name: 'By' }).getByRole('link', { name: 'Outcome' }).click();
  const groups = app.main.getByRole('table', { name: 'By Outcome' });
  await expect(groups.getByRole('row')).toHaveCount(3);
  await groups.getByRole('link', { name: 'Tool failed' }).click();
  await expect(rows(app)).toHaveCount(1);
  await expect(rows(app)).toContainText('demo__fail');
});

test('what passes the filter is a file', async ({ signedIn: app, page, gateway }) => {
  await callAll(gateway.endpoint('dev'));
  await openWritten(app);
  await app.goto('/audit?writes=1');
  for (const [name, ending] of [
    ['Export CSV', 'csv'],
    ['Export JSONL', 'jsonl'],
    ['Export OTel', 'otlp.jsonl'],
  ] as const) {
    const coming = page.waitForEvent('download');
    await app.main.getByRole('link', { name }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(`audit-calls.${ending}`);
    const text = await readFile(await file.path(), 'utf8');
    expect(text).toContain('demo__echo');
    expect(text).not.toContain('demo__add');
    expect(text).not.toContain('glpat-');
  }
});

test('changes are listed with who made them and what became of what', async ({ signedIn: app }) => {
  await app.goto('/audit/acts');
  const acts = app.main.getByRole('table', { name: 'Changes' });
  const signIn = acts.getByRole('row').filter({ hasText: 'auth.sign_in' });
  await expect(signIn).toContainText(ada.name);
  await expect(acts.getByRole('row').filter({ hasText: 'transfer.apply' })).toContainText('new: server demo');
  await app.main.getByLabel('About').selectOption('auth');
  await app.main.getByRole('button', { name: 'Show' }).click();
  await expect(acts.getByRole('row').filter({ hasText: 'transfer.apply' })).toHaveCount(0);
  await expect(signIn).toBeVisible();
});

test('without calls the page says what makes some', async ({ signedIn: app }) => {
  await app.goto('/audit');
  await expect(app.main.getByText('No calls in this time')).toBeVisible();
  await app.goto('/audit?range=all&q=nothing');
  await expect(app.main.getByText('Nothing passes these filters')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('filters, pages and files are links and a form', async ({ signedIn: app, gateway }) => {
    await callAll(gateway.endpoint('dev'));
    await openWritten(app);
    await app.main.getByLabel('Outcome').selectOption({ label: 'Anything wrong' });
    await app.main.getByRole('button', { name: 'Show' }).click();
    await expect(rows(app)).toHaveCount(1);
    await rows(app).first().getByRole('link', { name: 'demo__fail' }).click();
    await app.expectPage('demo__fail');
    await expect(app.main.getByText('Where its time went')).toBeVisible();
  });
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('calls, a call and changes are accessible and fit', async ({ signedIn: app, page, gateway }) => {
      await callAll(gateway.endpoint('dev'));
      await openWritten(app);
      await look(page, 'audit-full', theme);
      await rows(app).first().getByRole('link').first().click();
      await app.expectPage('demo__fail');
      await look(page, 'audit-call', theme);
      await app.goto('/audit/acts');
      await look(page, 'audit-acts', theme);
    });
  });
}
