// Language and theme.

import { onlyAda } from '../fixtures/declaration.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ declaration: onlyAda });

test('the language is chosen, kept, and the whole page speaks it', async ({ signedIn: app }) => {
  for (const [name, tag, servers] of [
    ['简体中文', 'zh-Hans', '服务器'],
    ['繁體中文', 'zh-Hant', '伺服器'],
  ] as const) {
    await app.page.getByLabel(/Language|语言|語言/).selectOption({ label: name });
    await expect(app.page.locator('html')).toHaveAttribute('lang', tag);
    await app.goto('/servers');
    await app.expectPage(servers);
  }
});

test('the theme is chosen and kept', async ({ signedIn: app }) => {
  const body = app.page.locator('body');
  const light = await body.evaluate((element) => getComputedStyle(element).backgroundColor);
  await app.page.getByLabel('Theme').selectOption({ label: 'Dark' });
  await expect(body).not.toHaveCSS('background-color', light);
  await app.goto('/servers');
  await expect(body).not.toHaveCSS('background-color', light);
  await expect(app.page.getByLabel('Theme')).toHaveValue('dark');
});

test.describe('a browser that asks for Chinese', () => {
  test.use({ locale: 'zh-TW' });

  test('gets Chinese before anybody chose', async ({ app }) => {
    await app.goto('/login');
    await expect(app.page.locator('html')).toHaveAttribute('lang', 'zh-Hant');
  });
});
