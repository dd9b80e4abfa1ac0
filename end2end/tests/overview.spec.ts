// The first page: what needs somebody, how the last hour went, what changed; all of it without a reload.

import { demo as declared, onlyAda } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const base = declared(binary);
const furnished = {
  ...base,
  namespaces: { dev: { servers: ['demo'], middleware: [{ kind: 'approval', writing: false, tools: ['demo__now'], seconds: 600 }] } },
};

/** What is counted of the last hour, by its name. */
function figure(app: App, term: string) {
  const named = app.page.locator('dt').getByText(term, { exact: true });
  return app.main.locator('.figure').filter({ has: named }).locator('dd');
}

/** Ten calls, of which one fails. */
async function callAll(url: string): Promise<void> {
  await using client = await McpClient.connect(url);
  for (let i = 0; i < 8; i += 1) {
    await client.call('demo__add', { a: i, b: 3 });
  }
  await client.call('demo__echo', { message: 'hello' });
  await client.call('demo__fail', { message: 'as it should' });
}

const tools = (app: App) => app.main.getByRole('table', { name: 'Noisiest tools' });

test.describe('with a server', () => {
  test.use({ declaration: furnished });

  test('calls move the figures of an open page, and those lead to the calls', async ({ signedIn: app, gateway }) => {
    await expect(app.main.getByText('No calls in the last hour.')).toHaveCount(2);
    await expect(app.main.getByText('1 of 1 well')).toBeVisible();
    await callAll(gateway.endpoint('open'));
    await expect(figure(app, 'Errors')).toHaveText('10 %', { timeout: 15_000 });
    await expect(figure(app, 'Calls per minute')).toHaveText('0.1');
    await expect(figure(app, 'p95')).toContainText(/s$/);
    await expect(app.main.getByRole('img', { name: '10 calls over time, 1 of them went wrong' })).toBeVisible();
    await expect(tools(app).getByRole('row').nth(1)).toContainText('demo__add');
    await expect(tools(app).getByRole('row')).toHaveCount(4);
    await tools(app).getByRole('link', { name: 'demo__add' }).click();
    await app.expectPage('Audit');
    await expect(app.main.getByRole('table', { name: 'Calls', exact: true }).locator('tbody tr')).toHaveCount(8);
    await app.goto('/');
    await figure(app, 'Errors').getByRole('link').click();
    await app.expectPage('Audit');
    await expect(app.main.getByRole('table', { name: 'Calls', exact: true }).locator('tbody tr')).toHaveCount(1);
  });

  test('what waits is told as it comes, and leads to where it is settled', async ({ signedIn: app, gateway }) => {
    await expect(app.main.getByText('Nothing needs you')).toBeVisible();
    await using client = await McpClient.connect(gateway.endpoint('open'));
    const answer = client.call('demo__now', {});
    await app.main.getByRole('link', { name: '1 call waits until you allow it' }).click();
    await app.expectPage('Approvals');
    await app.main.getByRole('link', { name: 'Look at demo__now' }).click();
    await app.press('Approve');
    expect(await answer).toContain('20');
    await app.open('Overview');
    await expect(app.main.getByText('Nothing needs you')).toBeVisible();
  });

  test('what somebody changed is told', async ({ signedIn: app, page }) => {
    const news = app.main.getByRole('table', { name: 'What changed' });
    await expect(news.getByRole('row').filter({ hasText: 'transfer.apply' })).toContainText('new: server demo');
    await expect(news).not.toContainText('auth.sign_in');
    const other = await page.context().newPage();
    await other.goto('/endpoints/new');
    await other.getByRole('textbox', { name: 'Name' }).fill('another');
    await other.getByRole('button', { name: 'Create endpoint' }).click();
    await expect(other.getByRole('heading', { level: 1, name: 'another' })).toBeVisible();
    await expect(news).toContainText('new: endpoint another', { timeout: 15_000 });
    await app.press('All changes');
    await app.expectPage('Changes');
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('all of it is there', async ({ signedIn: app, gateway }) => {
      await callAll(gateway.endpoint('open'));
      await expect(async () => {
        await app.goto('/');
        await expect(figure(app, 'Errors')).toHaveText('10 %', { timeout: 500 });
      }).toPass();
      await expect(tools(app)).toContainText('demo__fail');
      await expect(app.main.getByRole('table', { name: 'Recent calls' })).toContainText('demo__echo');
    });
  });

  for (const theme of themes) {
    test.describe(`in the ${theme} theme`, () => {
      test.use({ colorScheme: theme });

      test('with calls it is accessible and fits', async ({ signedIn: app, page, gateway }) => {
        await callAll(gateway.endpoint('open'));
        await using client = await McpClient.connect(gateway.endpoint('open'));
        const answer = client.call('demo__now', {});
        await expect(app.main.getByRole('link', { name: '1 call waits until you allow it' })).toBeVisible();
        await expect(figure(app, 'Errors')).toHaveText('10 %', { timeout: 15_000 });
        await look(page, 'overview-busy', theme);
        await app.goto('/approvals');
        await app.main.getByRole('link', { name: 'Look at demo__now' }).click();
        await app.press('Approve');
        await answer;
      });
    });
  }
});

test.describe('without a server', () => {
  test.use({ declaration: onlyAda });

  test('the page says how to begin', async ({ signedIn: app }) => {
    await expect(app.main.getByText('Connect your first MCP server')).toBeVisible();
    await expect(app.main.getByRole('link', { name: 'Quick connect' })).toBeVisible();
  });
});
