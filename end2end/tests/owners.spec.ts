// Whose things a list shows.

import { ada, demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

const start = declared(binary);
const declaration = {
  ...start,
  servers: { ...start.servers, own: { ...start.servers?.demo, owner: ada.email } },
  namespaces: { ...start.namespaces, own: { servers: ['own'], owner: ada.email } },
  endpoints: { ...start.endpoints, own: { namespace: 'own', owner: ada.email } },
  api_keys: { ...start.api_keys, everybody: {}, own: { owner: ada.email, visibility: 'private' as const } },
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration, javaScriptEnabled });

    for (const list of ['servers', 'namespaces', 'endpoints', 'api-keys']) {
      test(`shows the ${list} of everybody or one's own, as the URL says`, async ({ signedIn: app, page }) => {
        await app.goto(`/${list}`);
        const rows = app.main.getByRole('table').getByRole('row');
        await expect(rows.filter({ hasText: 'own' })).not.toHaveCount(0);
        const all = await rows.count();
        const chip = (name: RegExp) => app.main.getByRole('group', { name: 'Whose' }).getByRole('link', { name });
        await chip(/^My own 1$/).click();
        await expect(page).toHaveURL(/\?owner=mine$/);
        // The heading, and the one.
        await expect(rows).toHaveCount(2);
        await expect(rows.nth(1)).toContainText('own');
        await page.reload();
        await expect(rows).toHaveCount(2);
        await chip(/^Public/).click();
        await expect(page).toHaveURL(/\?owner=everybody$/);
        await expect(rows).toHaveCount(all - 1);
        await chip(/^Public/).click();
        await expect(page).toHaveURL(new RegExp(`/${list}$`));
        await expect(rows).toHaveCount(all);
      });
    }
  });
}
