// Live logs: the stderr of a real process, as it is written.

import { readFile } from 'node:fs/promises';

import { type Page } from '@playwright/test';

import { loud, say, secret } from '../fixtures/loud-server.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: loud });

/** The page, and a process of the server that is listened to. */
async function open(app: App, path = '/logs'): Promise<void> {
  await app.goto(path);
  // A process that has just begun may not listen yet.
  await expect(async () => {
    say('ready?');
    await app.goto(path);
    await expect(app.main.getByText('ready?').first()).toBeVisible({ timeout: 500 });
  }).toPass();
}

function line(app: App, text: string) {
  return app.main.getByRole('log').locator('.log-line').filter({ hasText: text }).first();
}

/** How far the list is from its end. */
async function left(page: Page): Promise<number> {
  return page.getByRole('log').evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
}

test('lines arrive as they are written, without secrets and colours', async ({ signedIn: app }) => {
  await open(app);
  say(`\u001b[31mWARN\u001b[0m the token is ${secret}, and mine sk_mt_0123456789abcdefghij`);
  const warning = line(app, 'the token is');
  await expect(warning.locator('.log-text')).toHaveText('WARN the token is ••••••••, and mine ••••••••');
  await expect(warning.locator('.log-level')).toHaveText('warn');
  await expect(warning.getByRole('link', { name: 'loud' })).toBeVisible();
  await expect(warning.locator('small')).toHaveText(/\[\d+\]/);
});

test('filters stand in the URL and hold for what comes', async ({ signedIn: app, page }) => {
  await open(app);
  say('a needle', 'ERROR: a bad needle', 'hay');
  await expect(line(app, 'hay')).toBeVisible();
  await page.getByLabel('Text in lines').fill('NEEDLE');
  await expect(page).toHaveURL(/q=NEEDLE/);
  await expect(line(app, 'hay')).toHaveCount(0);
  await expect(line(app, 'a needle')).toBeVisible();
  await page.getByLabel('Level').selectOption('Errors');
  await expect(page).toHaveURL(/level=error/);
  await expect(line(app, 'a needle')).toHaveCount(0);
  say('another needle', 'ERROR: another bad needle');
  await expect(line(app, 'ERROR: another bad needle')).toBeVisible();
  await expect(app.main.getByText('another needle', { exact: true })).toHaveCount(0);
  await page.reload();
  await expect(line(app, 'ERROR: a bad needle')).toBeVisible();
  await expect(page.getByLabel('Level')).toHaveValue('error');
  await app.goto('/logs?source=gateway');
  await expect(line(app, 'MetaMCP on http')).toBeVisible();
  await expect(line(app, 'needle')).toHaveCount(0);
});

test('nothing is lost while it is paused', async ({ signedIn: app }) => {
  await open(app);
  await app.press('Pause');
  say('while paused');
  await expect(app.main.getByText(/Paused: [1-9]\d* new lines? waits?/)).toBeVisible();
  await expect(line(app, 'while paused')).toHaveCount(0);
  await app.press('Go on');
  await expect(line(app, 'while paused')).toBeVisible();
  await app.press('Clear the view');
  await expect(line(app, 'while paused')).toHaveCount(0);
  say('after that');
  await expect(line(app, 'after that')).toBeVisible();
});

test('what is filtered is downloaded', async ({ signedIn: app, page }) => {
  await open(app);
  say('one to keep', 'ERROR: not this one');
  await expect(line(app, 'one to keep')).toBeVisible();
  await app.goto('/logs?q=to+keep');
  const asText = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download text' }).click();
  const text = await readFile(await (await asText).path(), 'utf8');
  expect(text).toContain('loud[');
  expect(text).toContain(': one to keep');
  expect(text).not.toContain('not this one');
  const asLines = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download JSON lines' }).click();
  const lines = (await readFile(await (await asLines).path(), 'utf8')).trim().split('\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ text: 'one to keep', server: { name: 'loud' } });
});

test('a thousand lines a second are followed, bounded, and left alone by who reads', async ({ signedIn: app, page }) => {
  await open(app);
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now() };
    Object.assign(window, { frames });
    const next = (now: number) => {
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  let at = 0;
  const writing = setInterval(() => {
    say(...Array.from({ length: 100 }, () => `flood ${(at += 1)}`));
  }, 100);
  try {
    await expect(line(app, 'flood 2900')).toBeVisible({ timeout: 30_000 });
  } finally {
    clearInterval(writing);
  }
  say('the last of the flood');
  await expect(line(app, 'the last of the flood')).toBeVisible();
  await expect.poll(() => left(page)).toBeLessThanOrEqual(24);
  expect(await app.main.locator('.log-line').count()).toBeLessThanOrEqual(1000);
  const longest = await page.evaluate(() => (window as unknown as { frames: { longest: number } }).frames.longest);
  test.info().annotations.push({ type: 'longest frame', description: `${Math.round(longest)} ms` });
  // Other tests may share the machine.
  expect(longest).toBeLessThan(1000);

  await page.getByRole('log').evaluate((list) => list.scrollBy(0, -400));
  await expect(app.main.getByRole('button', { name: 'To the newest' })).toBeVisible();
  say('while somebody reads above');
  await expect(line(app, 'while somebody reads above')).toBeAttached();
  expect(await left(page)).toBeGreaterThan(24);
  await app.press('To the newest');
  await expect.poll(() => left(page)).toBeLessThanOrEqual(24);
});
