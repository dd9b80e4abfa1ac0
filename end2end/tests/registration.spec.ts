// People register by the form, where an administrator lets them.

import { onlyAda } from '../fixtures/declaration.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { App } from '../pages/app.ts';
import { Start } from '../pages/start.ts';

const eve = { name: 'Eve', email: 'eve@example.com', password: 'a long enough password' };

/** Says what becomes of people who register. */
async function choose(app: App, choice: string): Promise<void> {
  await app.goto('/sign-in');
  await app.page.getByRole('radio', { name: new RegExp(`^${choice}`) }).check();
  await app.press('Save');
  await app.expectNotice('Saved.');
}

/** Eve fills the form, from the sign-in page. */
async function register(app: App): Promise<void> {
  await app.goto('/login');
  await app.press('Create an account');
  await app.expectPage('Create an account');
  await app.fill({ 'Your name': eve.name, Email: eve.email, Password: eve.password });
  await app.main.getByRole('button', { name: 'Create an account' }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration: onlyAda, javaScriptEnabled });

    test('who registers waits until an administrator lets them in', async ({ signedIn: app, browser, gateway }) => {
      const context = await browser.newContext({ baseURL: gateway.url, javaScriptEnabled });
      const eves = new App(await context.newPage(), javaScriptEnabled);
      await eves.goto('/login');
      await expect(eves.main.getByRole('link', { name: 'Create an account' })).toHaveCount(0);
      await eves.goto('/register');
      await expect(eves.main).toContainText('Registration is switched off');
      await choose(app, 'They wait');
      await register(eves);
      await eves.expectAlert('You are nearly in');
      await app.goto('/people');
      await expect(app.main.getByRole('row').filter({ hasText: eve.email })).toContainText('the form');
      await app.press(`Let in ${eve.email}`);
      await app.expectNotice('They can sign in now.');
      await new Start(eves).signIn(eve);
      await eves.expectPage('Overview');
      await context.close();
    });

    test('who is welcome is in at once', async ({ signedIn: app }) => {
      await choose(app, 'They get in at once');
      await app.signOut();
      await register(app);
      await app.expectPage('Overview');
      await expect(app.navigation.getByText('Member')).toBeVisible();
    });
  });
}

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ declaration: onlyAda, colorScheme: theme });

    test('its pages are accessible and fit', async ({ signedIn: app, page }) => {
      await choose(app, 'They wait');
      await look(page, 'sign-in-registration', theme);
      await app.signOut();
      await app.goto('/register');
      await look(page, 'register', theme);
      await app.goto('/login');
      await look(page, 'sign-in-with-registration', theme);
    });
  });
}
