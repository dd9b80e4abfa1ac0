// What the inspector shows beside texts: sounds, pages to open, tasks, both wires, commands.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { type Locator } from '@playwright/test';

import { key } from '../fixtures/declaration.ts';
import { inspect, inspected } from '../fixtures/inspected.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({
  declaration: {
    ...inspected,
    servers: {
      ...inspected.servers,
      visiting: { command: process.execPath, args: [join(import.meta.dirname, '../fixtures/visiting-server.mjs')] },
    },
  },
});

const answer = (app: App): Locator => app.main.getByRole('region', { name: 'Answer' });
const run = (app: App): Promise<void> => app.main.getByRole('button', { name: 'Run', exact: true }).click();
const tab = (app: App, name: string): Promise<void> =>
  app.main.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) }).click();

async function choose(app: App, name: string): Promise<void> {
  await app.main.locator('.lines').getByText(name, { exact: true }).click();
  await expect(app.main.getByRole('heading', { name, exact: true })).toBeVisible();
}

test('a sound of a result can be heard', async ({ signedIn: app }) => {
  await inspect(app, 'every');
  await choose(app, 'test_audio_content');
  await run(app);
  const sound = answer(app).locator('audio');
  await expect(sound).toHaveAttribute('controls', '');
  await expect(sound).toHaveAttribute('src', /^data:audio\/wav;base64,/);
  await expect(sound).toHaveAccessibleName(/Sound of the result/);
});

for (const [button, said] of [['Answer it', 'accept'], ['Decline', 'decline'], ['Say nothing', 'cancel']] as const) {
  test(`a page that a server wants to be opened is named, and the server hears: ${said}`, async ({ signedIn: app }) => {
    await inspect(app, 'visiting');
    await choose(app, 'visit');
    await run(app);
    await app.press('To the question');
    await expect(app.main).toContainText('It asks you to open a page of login.example');
    const link = app.main.getByRole('link', { name: 'Open the page of login.example' });
    await expect(link).toHaveAttribute('href', 'https://login.example/start?x=1');
    await expect(link).toHaveAttribute('rel', /noopener/);
    await app.main.getByRole('button', { name: button, exact: true }).click();
    await tab(app, 'Tools');
    await expect(answer(app)).toContainText(`the person said ${said}`);
  });
}

test('a tool runs as a task, whose state and result are asked for', async ({ signedIn: app }) => {
  await inspect(app, 'everything');
  await choose(app, 'simulate-research-query');
  await expect(app.main.getByRole('checkbox', { name: 'Run as a task' })).toBeChecked();
  await app.fill({ topic: 'tea' });
  await run(app);
  await tab(app, 'Tasks');
  const row = app.main.getByRole('table', { name: 'Tasks' }).locator('tbody tr');
  await expect(row).toContainText('simulate-research-query');
  await expect(async () => {
    await row.getByRole('button', { name: 'State' }).click();
    await expect(row).toContainText('completed', { timeout: 1000 });
  }).toPass();
  await row.getByRole('button', { name: 'Result' }).click();
  await expect(answer(app)).toContainText('tea');
});

test('both wires of an inspection are shown with what is sent on them', async ({ signedIn: app }) => {
  await inspect(app, 'demo');
  await tab(app, 'Wires');
  await app.press('Record');
  await tab(app, 'Tools');
  await choose(app, 'echo');
  await app.fill({ message: 'over the wires' });
  await run(app);
  await expect(answer(app)).toContainText('over the wires');
  await tab(app, 'Wires');
  const frames = app.main.getByRole('table').locator('tbody tr').filter({ hasText: 'tools/call' });
  // From the client to the gateway, and from there to the server.
  await expect.poll(() => frames.count()).toBeGreaterThanOrEqual(2);
});

test('the copied command does the same', async ({ signedIn: app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.goto('/inspector');
  await app.field('Target').selectOption({ label: 'dev · endpoint' });
  await app.field('Protocol').selectOption('2026-07-28 · Streamable HTTP, no sessions');
  await app.fill({ 'API key': key });
  await app.press('Connect');
  await choose(app, 'demo__echo');
  await app.fill({ message: 'from a shell' });
  await run(app);
  await expect(answer(app)).toContainText('from a shell');
  await tab(app, 'History');
  await app.main.getByRole('link', { name: 'tools/call' }).first().click();
  await app.main.getByRole('button', { name: 'Copy as curl' }).first().click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const shown = execFileSync('bash', ['-c', command], { encoding: 'utf8', env: { ...process.env, METAMCP_API_KEY: key } });
  expect(shown).toContain('from a shell');
});
