// Logs without JavaScript: the latest lines, and a form for the filter.

import { loud, say } from '../../fixtures/loud-server.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({ declaration: loud });

test('the latest lines are a list with a form', async ({ signedIn: app, page }) => {
  // A process that has just begun may not listen yet.
  await expect(async () => {
    say('INFO something', 'ERROR: something bad');
    await app.goto('/logs');
    await expect(app.main.getByText('ERROR: something bad').first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(app.main.getByRole('button', { name: 'Pause' })).toBeHidden();
  await page.getByLabel('Level').selectOption('Errors');
  await page.getByLabel('Text in lines').fill('something');
  await app.press('Search');
  await expect(page).toHaveURL(/level=error/);
  await expect(app.main.getByText('ERROR: something bad').first()).toBeVisible();
  await expect(app.main.getByText('INFO something')).toHaveCount(0);
  await expect(page.getByLabel('Level')).toHaveValue('error');
  await expect(page.getByRole('link', { name: 'Download text' })).toHaveAttribute('href', /level=error/);
});
