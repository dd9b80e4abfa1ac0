// Several public base URLs: each is a place of its own, and any other one says so.

import { ada, demo } from '../fixtures/declaration.ts';
import { binary, Gateway } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { freePort } from '../fixtures/port.ts';
import { expect, test } from '../fixtures/test.ts';
import { App } from '../pages/app.ts';
import { Start } from '../pages/start.ts';

test('people sign in at each address, and what they are shown names it', async ({ browser }) => {
  const port = await freePort();
  const [primary, second] = [`http://a.localhost:${port}`, `http://b.localhost:${port}`];
  const settings = { APP_URL: primary, METAMCP_PUBLIC_URLS: second };
  const gateway = await Gateway.start(demo(binary), settings, port);
  // Not the page of the fixture, which takes the status of an answer for an error of the page.
  const context = await browser.newContext();
  const page = await context.newPage();
  const app = new App(page, true);
  try {
    for (const address of [primary, second]) {
      await page.goto(`${address}/endpoints`);
      await new Start(app).signIn(ada);
      await app.expectPage('Endpoints');
      await expect(app.row('open')).toContainText(`${address}/metamcp/open/mcp`);
    }

    const answer = await page.goto(`http://c.localhost:${port}/login`);
    expect(answer?.status()).toBe(421);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('MetaMCP is not known under this address');
    await expect(app.main).toContainText(`METAMCP_PUBLIC_URLS=${second},http://c.localhost:${port}`);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await look(page, 'wrong-address', theme);
    }
    await page.getByRole('link', { name: second }).click();
    await app.expectPage('Overview');
    expect(page.url()).toBe(`${second}/`);
  } finally {
    await context.close();
    await gateway.dispose();
  }
});
