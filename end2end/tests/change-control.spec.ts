// A server changes its tools while clients are connected: what reaches them, and who decides.

import { poisoned, trusted, updated } from '../fixtures/changing-tools.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect } from '../fixtures/test.ts';
import { expectTools, first, openNamespace, test, waiting } from '../fixtures/watched.ts';

test('what changed is away until somebody approves it', async ({ signedIn: app, tools, client }) => {
  await tools.list(updated);
  await expectTools(client, []);
  await expect(client.call('weather__forecast', { city: 'Oslo' })).rejects.toThrow(/unknown tool/i);
  await app.press('2 tools wait for approval');
  await app.expectPage('Changes of tools');
  await expect(waiting(app, 'forecast')).toContainText(/Breaking\s*changed/);
  await expect(waiting(app, 'forecast')).toContainText('Argument country: new and required');
  await expect(waiting(app, 'alerts')).toContainText(/Compatible\s*new/);

  await waiting(app, 'forecast').getByRole('button', { name: 'Approve forecast' }).click();
  await app.expectNotice('Saved');
  await expectTools(client, ['weather__forecast']);
  expect(await client.call('weather__forecast', { city: 'Oslo', country: 'NO' })).toBe('called forecast');
  await expect(waiting(app, 'forecast')).toHaveCount(0);

  await waiting(app, 'alerts').getByRole('button', { name: 'Refuse alerts' }).click();
  await expect(waiting(app, 'alerts')).toContainText('Refused by Ada');
  await expectTools(client, ['weather__forecast']);
  await openNamespace(app);
  await expect(app.main.getByRole('row', { name: /alerts/ })).toContainText('held back');
  await app.fact('When a server changes a tool').getByRole('link', { name: 'Hold until approved' }).click();
  await app.expectPage('Changes of tools');
  await waiting(app, 'alerts').getByRole('button', { name: 'Approve alerts' }).click();
  await expectTools(client, ['weather__forecast', 'weather__alerts']);
  await expect(app.main.getByText('Nothing waits')).toBeVisible();
});

test('what speaks to the model is shown with all that is hidden in it, and goes as it came', async ({
  signedIn: app,
  tools,
  client,
}) => {
  await openNamespace(app);
  await app.fact('When a server changes a tool').getByRole('link').click();
  await app.expectPage('Changes of tools');
  await expect(app.main.getByText('Nothing waits')).toBeVisible();
  await tools.list(poisoned);
  await expectTools(client, []);
  await expect(waiting(app, 'forecast')).toContainText(/Suspicious\s*changed/);
  await expect(waiting(app, 'forecast')).toContainText('description has characters that nobody sees: U+200B');
  await expect(waiting(app, 'forecast').getByLabel('After: Description')).toContainText('next days.U+200B <IMPORTANT>');
  await waiting(app, 'forecast').getByText('The whole definition').click();
  await expect(waiting(app, 'forecast').getByLabel('Definition of forecast')).toContainText('U+200B');
  // The server takes it back: nobody has to decide any more.
  await tools.list(trusted);
  await expectTools(client, first);
  await expect(app.main.getByText('Nothing waits')).toBeVisible();
});

test('an earlier definition is returned to from the decisions about a tool', async ({ signedIn: app, tools, client }) => {
  await tools.list(updated);
  await expectTools(client, []);
  await app.press('2 tools wait for approval');
  await app.expectPage('Changes of tools');
  await app.press('Approve all 2');
  await expectTools(client, ['weather__forecast', 'weather__alerts']);
  await openNamespace(app);
  await app.press('Change forecast');
  await app.expectPage('forecast');
  await app.press('Decisions');
  await app.expectPage('Decisions about forecast');
  const decisions = app.main.locator('.history > li');
  await expect(decisions.first()).toContainText(/approved\s*by Ada Lovelace\s*holds now/);
  await decisions.last().getByRole('button', { name: 'Return to decision 1' }).click();
  await app.expectPage('Changes of tools');
  await expectTools(client, ['weather__alerts']);
  await expect(waiting(app, 'forecast')).toContainText('Breaking');
  // Stations come back as they were approved at first: nobody has to approve them again.
  await tools.list([...trusted, ...updated.slice(1)]);
  await expectTools(client, [...first, 'weather__alerts']);
});

test.describe('a namespace that accepts and tells', () => {
  test.use({ changes: 'tell' });

  test('people hear of what clients have, until one has seen it', async ({ signedIn: app, tools, client }) => {
    await tools.list(updated);
    await expectTools(client, ['weather__forecast', 'weather__alerts']);
    await app.press('2 tools changed');
    await app.expectPage('Changes of tools');
    await expect(waiting(app, 'forecast').getByRole('button', { name: /Refuse/ })).toHaveCount(0);
    await waiting(app, 'forecast').getByRole('button', { name: 'Seen forecast' }).click();
    await expect(waiting(app, 'forecast')).toHaveCount(0);
    await waiting(app, 'alerts').getByRole('button', { name: 'Seen alerts' }).click();
    await expect(app.main.getByText('Nothing waits')).toBeVisible();
    await app.open('Overview');
    await expect(app.main.getByText('Nothing needs you')).toBeVisible();
  });
});

test('changes speak the language of the reader', async ({ signedIn: app, tools, client }) => {
  await tools.list(updated);
  await expectTools(client, []);
  await app.press('2 tools wait for approval');
  await app.expectPage('Changes of tools');
  for (const [language, title, words] of [
    ['简体中文', '工具的更改', '批准 forecast'],
    ['繁體中文', '工具的變更', '核准 forecast'],
  ] as const) {
    await app.page.getByLabel(/Language|语言|語言/).selectOption({ label: language });
    await app.expectPage(title);
    await expect(app.main.getByRole('button', { name: words })).toBeVisible();
  }
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('the pages of changes are accessible and fit', async ({ signedIn: app, tools, client, page }) => {
      await tools.list(poisoned);
      await expectTools(client, []);
      await app.open('Overview');
      await look(page, 'overview-waiting', theme);
      await app.press('2 tools wait for approval');
      await app.expectPage('Changes of tools');
      await waiting(app, 'alerts').getByRole('button', { name: 'Refuse alerts' }).click();
      await expect(waiting(app, 'alerts')).toContainText('Refused by Ada');
      await look(page, 'namespace-changes', theme);
      await waiting(app, 'alerts').getByRole('link', { name: 'Decisions' }).click();
      await app.expectPage('Decisions about alerts');
      await look(page, 'tool-decisions', theme);
      await openNamespace(app);
      await look(page, 'namespace-holding', theme);
    });
  });
}
