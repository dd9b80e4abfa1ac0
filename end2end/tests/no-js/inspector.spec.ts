// The inspector without JavaScript: a target is chosen, its tools are seen, and one is called with JSON.

import { inspect, inspected } from '../../fixtures/inspected.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({ declaration: inspected });

test('a tool is called with JSON, and what is wrong is said', async ({ signedIn: app, page }) => {
  await inspect(app, 'ordering');
  await expect(async () => {
    await page.reload();
    await expect(app.main.getByText('Takes an order.').first()).toBeVisible({ timeout: 500 });
  }).toPass();
  const order = { customer: { name: 'Ada' }, lines: [{ article: 'tea', count: 100 }] };
  await app.fill({ Arguments: JSON.stringify(order) });
  await app.press('Run');
  await expect(app.main.getByText(/99/).first()).toBeVisible();
  await expect(app.field('Arguments')).toHaveValue(JSON.stringify(order));
  order.lines[0]!.count = 2;
  await app.fill({ Arguments: JSON.stringify(order) });
  await app.press('Run');
  await expect(app.main.getByText('done').first()).toBeVisible();
  await expect(app.main.getByText('article: "tea"')).toBeVisible();
});

test('an app is said to need JavaScript, and its result is there', async ({ signedIn: app, page }) => {
  await inspect(app, 'apps');
  await expect(async () => {
    await page.reload();
    await expect(app.main.getByText('show_order', { exact: true }).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await app.fill({ Arguments: '{"article":"tea"}' });
  await app.press('Run');
  await expect(app.main.getByText('show_order is done').first()).toBeVisible();
  await expect(app.main.getByText('This tool has an app, which needs JavaScript.')).toBeVisible();
  await expect(page.locator('iframe')).toHaveCount(0);
});
