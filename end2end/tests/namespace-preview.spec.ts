// What the list of tools costs, and what an edit would make of it before it is saved.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

const base = declared(binary);

test.use({
  declaration: {
    ...base,
    servers: {
      demo: { command: binary, args: ['demo-server'] },
      twin: { command: binary, args: ['demo-server'] },
    },
  },
});

test('an edit is previewed with names, collisions and costs, and saved only by its button', async ({
  signedIn: app,
}) => {
  await app.open('Servers');
  await expect(app.row('twin')).toContainText('5');
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  const costs = app.main.getByRole('table', { name: 'What the list costs' });
  await expect(costs.getByRole('row')).toHaveCount(4);
  await expect(app.main.getByRole('row', { name: /demo__add/ })).toContainText(/\d+ tokens/);

  await app.press('Edit');
  await app.expectPage('Edit namespace');
  const names = app.main.getByRole('group', { name: /^Names that clients would see/ });
  await expect(names.getByRole('listitem')).toHaveCount(5);
  await expect(costs.getByRole('row', { name: /GPT-4o/ })).toContainText('same');

  await app.page.getByRole('checkbox', { name: /^twin/ }).check();
  await expect(names.getByRole('listitem')).toHaveCount(10);
  await expect(names.getByRole('listitem').filter({ hasText: 'twin__add' })).toContainText('new');
  await expect(costs.getByRole('row', { name: /GPT-4o/ })).toContainText(/\+\d/);

  await app.page.getByRole('radio', { name: /^Never with the server/ }).check();
  await expect(app.main.getByRole('heading', { name: 'Names that would be one' })).toBeVisible();
  await expect(app.main.getByText(/demo.* and .*twin.* both have the tool/).first()).toBeVisible();

  await app.page.getByRole('checkbox', { name: /^twin/ }).uncheck();
  await expect(names.getByRole('listitem').filter({ hasText: 'was demo__add' })).toBeVisible();
  await app.main.getByRole('link', { name: 'Cancel' }).click();
  await app.expectPage('dev');
  await expect(app.main.getByRole('row', { name: /demo__add/ })).toBeVisible();
});
