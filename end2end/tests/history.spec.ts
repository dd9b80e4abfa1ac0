// The history of tools: what a server listed before, and what to think of what it lists now.

import { poisoned, updated } from '../fixtures/changing-tools.ts';
import { changes, refresh, refreshElsewhere, test } from '../fixtures/history.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect } from '../fixtures/test.ts';

test('changes appear by themselves, with what they mean and what was said before', async ({ server: app, tools }) => {
  await app.press('Tool history');
  await app.expectPage('Tool history');
  await expect(app.main.getByText('No changes so far')).toBeVisible();

  await tools.list(updated);
  await refreshElsewhere(app);
  await expect(changes(app, 'forecast')).toContainText('Breaking');
  await expect(changes(app, 'forecast')).toContainText('Argument country: new and required');
  await expect(changes(app, 'forecast')).toContainText('Argument days: gone');
  await expect(changes(app, 'alerts')).toContainText(/Compatible\s*added/);
  await expect(changes(app, 'stations')).toContainText(/Breaking\s*removed/);
  await expect(changes(app, 'stations').getByRole('time')).toHaveAttribute('title', /UTC$/);
  await expect(app.main.getByText('No changes so far')).toHaveCount(0);

  const old = changes(app, 'stations').getByLabel('Before: Description');
  await expect(old).toBeHidden();
  await changes(app, 'stations').getByText('What was said before and after').click();
  await expect(old).toHaveText('Lists weather stations.');

  await tools.list(poisoned);
  await refreshElsewhere(app);
  const newest = changes(app, 'forecast').first();
  await expect(newest).toContainText(/Suspicious\s*changed/);
  await expect(newest).toContainText('description has characters that nobody sees: U+200B');
  await expect(newest).toContainText('description now speaks to the model: “do not tell the user”');
  // What should be read is open, and what the person opened stays so.
  await expect(newest.getByLabel('After: Description')).toContainText('next days.U+200B <IMPORTANT>');
  await expect(old).toBeVisible();

  await app.page.reload();
  await app.ready();
  await expect(changes(app, 'forecast')).toHaveCount(2);
  await expect(newest).toContainText('Suspicious');
});

test('the history speaks the language of the reader', async ({ server: app, tools }) => {
  await tools.list(updated);
  await refresh(app);
  await app.press('Tool history');
  await app.expectPage('Tool history');
  for (const [language, title, words] of [
    ['简体中文', '工具历史', '参数 country：新增，必填'],
    ['繁體中文', '工具歷史', '參數 country：新增，必填'],
  ] as const) {
    await app.page.getByLabel(/Language|语言|語言/).selectOption({ label: language });
    await app.expectPage(title);
    await expect(app.main.getByText(words)).toBeVisible();
  }
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('the history is accessible and fits', async ({ server: app, tools, page }) => {
      for (const listed of [updated, poisoned]) {
        await tools.list(listed);
        await refresh(app);
      }
      await app.press('Tool history');
      await app.expectPage('Tool history');
      await changes(app, 'forecast').last().getByText('What was said before and after').click();
      await expect(changes(app, 'forecast').last().getByLabel('Before: Argument days')).toBeVisible();
      await look(page, 'server-history', theme);
    });
  });
}
