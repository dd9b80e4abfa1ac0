// Links that lead to nothing (any more).

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ declaration: declared(binary) });

const kinds = [
  { path: 'servers', list: 'Servers', below: ['edit', 'history'] },
  { path: 'namespaces', list: 'Namespaces', below: ['edit'] },
  { path: 'endpoints', list: 'Endpoints', below: ['edit'] },
];
const ids = ['cut-off', '01890a5d-ac96-774b-bcce-b302099a8057'];

for (const { path, list, below } of kinds) {
  test(`a missing one of the ${path} is a 404 that leads to the list`, async ({ signedIn: app, page }) => {
    for (const end of ids.flatMap((id) => [id, ...below.map((page) => `${id}/${page}`)])) {
      const answer = await page.goto(`/${path}/${end}`);
      expect(answer?.status(), end).toBe(404);
      await app.ready();
      await app.expectAlert('This does not exist');
    }
    await app.main.getByRole('link', { name: list }).click();
    await app.expectPage(list);
  });
}

test('a draft that is gone says so', async ({ signedIn: app, page }) => {
  const answer = await page.goto('/quick-connect/long-gone');
  expect(answer?.status()).toBe(404);
  await app.ready();
  await expect(app.main.getByText('This draft is gone')).toBeVisible();
});
