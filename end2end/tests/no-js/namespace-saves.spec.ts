// Changes of a namespace are taken back, without JavaScript.

import { demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({ declaration: declared(binary) });

test('a change is taken back, and what has changed since stays', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  const all = await client.tools();
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await expect(app.main.getByRole('heading', { name: 'Latest changes' })).toHaveCount(0);
  await app.page.getByRole('checkbox', { name: 'Select add' }).check();
  await app.page.getByRole('checkbox', { name: 'Select fail' }).check();
  await app.press('Turn off');
  await expect(app.main.getByText('Tools off: add, fail')).toBeVisible();
  await expect.poll(() => client.tools()).toHaveLength(3);

  await app.main.getByRole('switch', { name: 'add', exact: true }).click();
  await expect(app.main.getByText('Tools on: add')).toBeVisible();
  await app.main.getByRole('button', { name: 'Undo: Tools off: add, fail' }).click();
  await app.expectNotice('Undone, but for what has changed since.');
  await expect.poll(() => client.tools()).toEqual(all);

  await app.main.getByRole('button', { name: 'Undo: Tools on: fail' }).click();
  await app.expectNotice('Undone.');
  await expect.poll(() => client.tools()).toEqual(all.filter((name) => !name.includes('fail')));
  // Nothing is any more as the very first change left it.
  await app.main.getByRole('switch', { name: 'fail', exact: true }).click();
  await expect(app.main.getByText('Tools on: fail')).toHaveCount(2);
  await app.main.getByRole('button', { name: 'Undo: Tools off: add, fail' }).click();
  await app.expectAlert('Somebody else changed it meanwhile');
  expect(await client.tools()).toEqual(all);
});
