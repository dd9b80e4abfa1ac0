// What a key may be used for, and another text for it.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import type { App } from '../pages/app.ts';

const declaration = {
  ...declared(binary),
  endpoints: { dev: { namespace: 'dev', auth: 'api_key' as const }, other: { namespace: 'dev', auth: 'api_key' as const } },
};

/** The text of the key that was just made. */
async function shown(app: App): Promise<string> {
  await expect(app.code('API key')).toContainText('sk_mt_');
  return app.code('API key').innerText();
}

function limits(app: App) {
  return app.main.locator('details').filter({ has: app.page.getByText('Limits', { exact: true }) });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration, javaScriptEnabled });

    test('a key is limited, and then given another text', async ({ signedIn: app, gateway }) => {
      await app.goto('/api-keys');
      await app.fill({ Name: 'ci' });
      await limits(app).locator('summary').click();
      await app.page.getByRole('radio', { name: 'The places chosen here' }).check();
      await app.press('Create key');
      // Nothing is lost, and the mistake is in sight.
      await expect(limits(app)).toHaveAttribute('open', '');
      await expect(limits(app)).toContainText('is required');
      await app.page.getByRole('checkbox', { name: 'dev' }).first().check();
      await app.fill({ 'Only these tools': 'demo__e*' });
      await app.press('Create key');
      const first = await shown(app);

      const client = await McpClient.connect(gateway.endpoint('dev'), first);
      expect(await client.call('demo__echo', { message: 'hello' })).toBe('hello');
      await expect(client.call('demo__add', { a: 1, b: 2 })).rejects.toThrow(/demo__add/);
      await client[Symbol.asyncDispose]();
      await expect(McpClient.connect(gateway.endpoint('other'), first)).rejects.toMatchObject({ code: 403 });

      await app.goto('/api-keys');
      await expect(app.row('ci')).toContainText('Limited');
      await app.row('ci').getByRole('link', { name: 'ci', exact: true }).click();
      await app.expectPage('ci');
      await app.page.getByRole('radio', { name: /^Every endpoint/ }).check();
      await app.fill({ 'Only these tools': '', 'Last day': '2020-01-01' });
      await app.press('Save');
      await app.expectProblem('Last day', /is over/);
      await app.fill({ 'Last day': '2999-12-31' });
      await app.press('Save');
      await app.expectNotice('Saved.');
      await expect(app.fact('Last day')).toHaveText('2999-12-31');
      await using unlimited = await McpClient.connect(gateway.endpoint('other'), first);
      expect(await unlimited.call('demo__add', { a: 1, b: 2 })).toBe('3');

      await app.press('Replace the key');
      const second = await shown(app);
      expect(second).not.toBe(first);
      for (const key of [first, second]) {
        await using both = await McpClient.connect(gateway.endpoint('dev'), key);
        expect(await both.call('demo__echo', { message: 'hello' })).toBe('hello');
      }
      await app.goto('/api-keys');
      await app.row('ci').getByRole('link', { name: 'ci', exact: true }).click();
      await expect(app.fact('The text before is accepted until')).toBeVisible();
      await app.page.getByLabel('The present text is accepted for').selectOption('none');
      await app.press('Replace the key');
      const third = await shown(app);
      for (const key of [first, second]) {
        await expect(McpClient.connect(gateway.endpoint('dev'), key)).rejects.toMatchObject({ code: 401 });
      }
      await using last = await McpClient.connect(gateway.endpoint('dev'), third);
      expect(await last.call('demo__echo', { message: 'hello' })).toBe('hello');
    });
  });
}

for (const colorScheme of themes) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ declaration, colorScheme });

    test('the page of a key is accessible and fits', async ({ signedIn: app }) => {
      await app.goto('/api-keys');
      await app.fill({ Name: 'ci' });
      await limits(app).locator('summary').click();
      await app.fill({ 'Only these tools': 'demo__*' });
      await look(app.page, 'api-keys-limits', colorScheme);
      await app.press('Create key');
      await shown(app);
      await app.goto('/api-keys');
      await app.row('ci').getByRole('link', { name: 'ci', exact: true }).click();
      await app.expectPage('ci');
      await look(app.page, 'api-key', colorScheme);
    });
  });
}
