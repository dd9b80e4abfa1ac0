// Apps of tools: HTML of servers in a closed frame, made with the official class, and a hostile one.

import { type FrameLocator, type Locator } from '@playwright/test';

import { inspect, inspected } from '../fixtures/inspected.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: inspected });

const frameOf = (app: App, tool: string): Locator => app.main.getByTitle(`App of ${tool}`);

/** Calls a tool of the server with apps; gives what is in its frame. */
async function open(app: App, tool: string, fields: Record<string, string> = {}): Promise<FrameLocator> {
  await inspect(app, 'apps');
  await app.main.locator('.lines').getByText(tool, { exact: true }).click();
  await expect(app.main.getByRole('heading', { name: tool, exact: true })).toBeVisible();
  await app.fill(fields);
  await app.main.getByRole('button', { name: 'Run', exact: true }).click();
  return frameOf(app, tool).contentFrame();
}

const showTab = (app: App, name: RegExp): Promise<void> =>
  app.main.getByRole('navigation').getByRole('link', { name }).click();

test('an app shows what its tool was given and what came of it, and asks its server', async ({ signedIn: app }) => {
  const frame = await open(app, 'show_order', { article: 'tea', count: '3' });
  await expect(frame.locator('#input')).toHaveText('{"article":"tea","count":3}');
  await expect(frame.locator('#result')).toHaveText('{"tool":"show_order","article":"tea","count":3}');
  await expect(frame.locator('#around')).toHaveText('["light","inline","en","show_order"]');

  // Which tools have apps, and which are for whom.
  const lines = app.main.locator('.lines > li');
  await expect(lines.filter({ hasText: 'show_order' })).toContainText('App');
  await expect(lines.filter({ hasText: 'refresh_order' })).toContainText('for apps only');
  await expect(lines.filter({ hasText: 'cancel_order' })).toContainText('not for apps');

  const last = frame.locator('#last');
  await frame.getByRole('button', { name: 'Refresh' }).click();
  await expect(last).toContainText('"tool":"refresh_order"');
  await frame.getByRole('button', { name: 'Read' }).click();
  await expect(last).toHaveText('"text/html;profile=mcp-app"');
  await frame.getByRole('button', { name: 'Cancel the order' }).click();
  await expect(last).toContainText('is not for apps');
  await frame.getByRole('button', { name: 'Ask for more' }).click();
  await expect(last).toContainText('method not found');
  // It is still the app of the person's own call.
  await expect(frame.locator('#input')).toHaveText('{"article":"tea","count":3}');

  await showTab(app, /^History/);
  const rows = app.main.locator('.lines > li');
  await expect(rows.filter({ hasText: 'tools/call refresh_order' })).toContainText('by an app');
  await expect(rows.filter({ hasText: 'tools/call show_order' })).not.toContainText('by an app');
  await expect(rows.filter({ hasText: 'resources/read ui://apps/order' })).toHaveCount(2);
  await expect(rows.filter({ hasText: 'cancel_order' })).toHaveCount(0);
});

test('what an app says, wants to open and is as high as is up to the person', async ({ signedIn: app }) => {
  const frame = await open(app, 'show_order', { article: 'tea' });
  const last = frame.locator('#last');
  await frame.getByRole('button', { name: 'Tell' }).click();
  await expect(last).toHaveText('"told"');
  const said = app.main.getByRole('log', { name: 'What the app said' }).getByRole('listitem');
  await expect(said).toContainText(['Order more tea', 'One order is shown', 'told all']);

  await frame.getByRole('button', { name: 'Open the shop' }).click();
  const link = app.main.getByRole('link', { name: 'Open the page of shop.example.com' });
  await expect(link).toHaveAttribute('href', 'https://shop.example.com/orders/7');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await app.press('Do not open it');
  await expect(last).toContainText('denied');
  await expect(link).toHaveCount(0);
  await frame.getByRole('button', { name: 'Open a trick' }).click();
  await expect(last).toContainText('Invalid URL');
  await expect(link).toHaveCount(0);

  const height = () => frameOf(app, 'show_order').evaluate((it) => it.clientHeight);
  await frame.getByRole('button', { name: 'Grow' }).click();
  await expect.poll(height).toBeGreaterThan(700);
  await expect(app.fact('It may reach')).toHaveText('https://cdn.example.com');
  await expect(app.fact('Left out, since it is no origin')).toHaveText('https://cdn.example.com; script-src *');
  await expect(app.fact('Not given')).toHaveText('frameDomains: https://video.example.com');
});

test.describe('a hostile app', () => {
  // What the browser refuses it writes down.
  test.use({ complaints: /Content Security Policy|sandbox|Unsafe attempt|Blocked|denied|CORS|violates/i });

  test('gets nothing of the page, the session, the gateway or the web', async ({ signedIn: app, page }) => {
    const frame = await open(app, 'show_hostile');
    await expect(frame.locator('body')).toHaveAttribute('data-done', '', { timeout: 30_000 });
    const tried = frame.getByRole('listitem');
    expect(await tried.count()).toBe(14);
    await expect(tried.filter({ hasText: ': got' })).toHaveCount(0);
    await frame.getByRole('button', { name: 'Send' }).click();

    // It leads its own frame nowhere either.
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await frame.getByRole('button', { name: 'Leave' }).click();
    await expect(frameOf(app, 'show_hostile').contentFrame().locator('#tried')).toHaveCount(0);
    expect(asked.filter((url) => url.includes('evil.example'))).toEqual([]);

    // The page is where it was, its person is signed in, and a frame within asked for nothing in its name.
    await expect(page).toHaveURL(/\/inspector\//);
    await showTab(app, /^History/);
    await expect(app.main.locator('.lines > li').filter({ hasText: 'show_hostile' })).toHaveCount(1);
    await expect(app.main.locator('.lines > li').filter({ hasText: 'refresh_order' })).toHaveCount(0);
    await app.open('Servers');
  });

  test('is shown nowhere but in its frame', async ({ signedIn: app, page }) => {
    await open(app, 'show_hostile');
    const address = await frameOf(app, 'show_hostile').getAttribute('src');
    const response = await page.goto(address!);
    expect(response!.status()).toBe(403);
    await expect(page.locator('body')).toHaveText('an app is shown in its inspection alone');
  });
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('an app is accessible and fits', async ({ signedIn: app, page }) => {
      const frame = await open(app, 'show_order', { article: 'tea' });
      await expect(frame.locator('#around')).toContainText(theme);
      await frame.getByRole('button', { name: 'Tell' }).click();
      await expect(frame.locator('#last')).toHaveText('"told"');
      await frame.getByRole('button', { name: 'Open the shop' }).click();
      await expect(app.main.getByRole('link', { name: /shop\.example\.com/ })).toBeVisible();
      await look(page, 'inspector-app', theme);
    });
  });
}
