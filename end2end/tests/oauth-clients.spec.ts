// An administrator registers clients, with a secret and without.

import { demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration: demo(binary), javaScriptEnabled });

    test('an application gets a secret, which is shown once', async ({ signedIn: app, page }) => {
      await app.goto('/oauth-clients');
      await app.fill({ Name: 'Portal', 'Redirect URIs': 'https://portal.example.com/cb' });
      await page.getByRole('radio', { name: /^An application on a server/ }).check();
      await app.press('Register client');
      await expect(app.main.getByRole('heading', { name: 'The client Portal is registered' })).toBeVisible();
      await expect(app.code('client_id')).toContainText('mcp_client_');
      await expect(app.code('client_secret')).toContainText('mcp_secret_');
      await page.reload();
      await expect(app.main).toContainText('This client was shown before.');
      await expect(app.main).not.toContainText('mcp_secret_');
      await expect(app.main.getByRole('row').filter({ hasText: 'Portal' })).toContainText('mcp_client_');
    });

    test('a program gets none', async ({ signedIn: app }) => {
      await app.goto('/oauth-clients');
      await app.fill({ Name: 'Editor', 'Redirect URIs': 'http://127.0.0.1/callback' });
      await app.press('Register client');
      await expect(app.code('client_id')).toContainText('mcp_client_');
      await expect(app.main).not.toContainText('client_secret');
      await app.main.getByRole('link', { name: 'Done' }).click();
      await expect(app.main.getByRole('row').filter({ hasText: 'Editor' })).toBeVisible();
    });
  });
}
