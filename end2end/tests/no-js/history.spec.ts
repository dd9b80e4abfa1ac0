// The history of tools shows the same without JavaScript.

import { poisoned, updated } from '../../fixtures/changing-tools.ts';
import { changes, refresh, test } from '../../fixtures/history.ts';
import { expect } from '../../fixtures/test.ts';

test('what changed is shown, and texts are opened and read', async ({ server: app, tools }) => {
  await app.press('Tool history');
  await app.expectPage('Tool history');
  await expect(app.main.getByText('No changes so far')).toBeVisible();
  for (const listed of [updated, poisoned]) {
    await tools.list(listed);
    await app.page.goBack();
    await app.expectPage('weather');
    await refresh(app);
    await app.press('Tool history');
    await app.expectPage('Tool history');
  }
  await expect(changes(app, 'alerts')).toContainText(/Compatible\s*added/);
  await expect(changes(app, 'stations')).toContainText(/Breaking\s*removed/);
  const [newest, first] = [changes(app, 'forecast').first(), changes(app, 'forecast').last()];
  await expect(newest).toContainText('description has characters that nobody sees: U+200B');
  await expect(newest.getByLabel('After: Description')).toContainText('next days.U+200B <IMPORTANT>');
  await expect(first).toContainText('Argument country: new and required');
  await expect(first.getByLabel('After: Argument country')).toBeHidden();
  await first.getByText('What was said before and after').click();
  await expect(first.getByLabel('After: Argument country')).toContainText('"type": "string"');
});

test('a history of many pages is read page by page', async ({ server: app, tools }) => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      name: `tool_${String(n).padStart(2, '0')}`,
      description: 'One of many.',
      inputSchema: { type: 'object' },
    }));
  await tools.list(numbered(30));
  await refresh(app);
  await app.press('Tool history');
  await app.expectPage('Tool history');
  const pages = app.main.getByRole('navigation', { name: 'Pages of the history' });
  await expect(pages).toContainText('Page 1 of 2');
  await expect(changes(app, 'forecast')).toHaveCount(1);
  await expect(changes(app, 'tool_29')).toHaveCount(0);
  await app.press('Older');
  await expect(pages).toContainText('Page 2 of 2');
  await expect(changes(app, 'tool_29')).toHaveCount(1);
  await app.press('Newer');
  await expect(pages).toContainText('Page 1 of 2');
});
