// Changes of tools are decided without JavaScript as well.

import { updated } from '../../fixtures/changing-tools.ts';
import { expect } from '../../fixtures/test.ts';
import { expectTools, openNamespace, test, waiting } from '../../fixtures/watched.ts';

test.use({ changes: 'accept' });

test('a namespace begins to hold changes, and they are approved and taken back', async ({
  signedIn: app,
  tools,
  client,
}) => {
  await openNamespace(app);
  await app.press('Edit');
  await app.expectPage('Edit namespace');
  await app.main.getByRole('radio', { name: /^Hold until approved/ }).check();
  await app.press('Save');
  await app.expectPage('dev');
  await tools.list(updated);
  await expectTools(client, []);
  // The gateway holds back before it is written down what waits.
  await expect(async () => {
    await app.page.reload();
    await expect(app.main.getByRole('link', { name: '2 tools wait for approval' })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await app.press('2 tools wait for approval');
  await app.expectPage('Changes of tools');
  await waiting(app, 'alerts').getByRole('button', { name: 'Refuse alerts' }).click();
  await app.expectNotice('Saved');
  await waiting(app, 'forecast').getByRole('button', { name: 'Approve forecast' }).click();
  await app.expectNotice('Saved');
  await expectTools(client, ['weather__forecast']);
  await waiting(app, 'alerts').getByRole('button', { name: 'Approve alerts' }).click();
  await app.expectPage('Changes of tools');
  await expect(app.main.getByText('Nothing waits')).toBeVisible();
  await expectTools(client, ['weather__forecast', 'weather__alerts']);

  await openNamespace(app);
  await app.press('Change forecast');
  await app.expectPage('forecast');
  await app.press('Decisions');
  await app.expectPage('Decisions about forecast');
  await app.press('Return to decision 1');
  await app.expectPage('Changes of tools');
  await expectTools(client, ['weather__alerts']);
});
