// Who gets in.

import { ada, onlyAda } from '../fixtures/declaration.ts';
import { expect, test } from '../fixtures/test.ts';

test('the first run is offered once, and never again', async ({ app, start, browser, gateway }) => {
  await app.goto('/login');
  await start.createAdministrator(ada);
  await app.expectPage('Quick connect');

  const stranger = await browser.newContext({ baseURL: gateway.url });
  const page = await stranger.newPage();
  await page.goto('/setup');
  await expect(page.getByText('MetaMCP is set up')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create administrator' })).toHaveCount(0);
  await stranger.close();
});

test('an administrator needs a name, an address and a real password', async ({ app, start }) => {
  await app.goto('/setup');
  await start.createAdministrator({ name: '', email: '', password: 'short' });
  await app.expectProblem('Your name', /.+/);
  await app.expectProblem('Email', /.+/);
  await app.expectProblem('Password', /characters/);
});

test.describe('when somebody is registered', () => {
  test.use({ declaration: onlyAda });

  test('pages lead to the sign-in, and the sign-in leads back', async ({ app, start }) => {
    await app.goto('/servers?q=time');
    await start.signIn(ada);
    await app.expectPage('Servers');
    expect(new URL(app.page.url()).search).toBe('?q=time');
  });

  test('a wrong password says so and keeps the address', async ({ app, start }) => {
    await app.goto('/login');
    await start.signIn({ ...ada, password: 'not the right one' });
    await app.expectAlert('Email or password is not right.');
    await expect(app.field('Email')).toHaveValue(ada.email);
  });

  test('the sign-in never leads to another site', async ({ app, start, gateway }) => {
    await app.goto('/login?next=//example.com/');
    await start.signIn(ada);
    await app.expectPage('Overview');
    expect(app.page.url().startsWith(gateway.url)).toBe(true);
  });

  test('signing out ends the session on the server', async ({ signedIn: app }) => {
    const cookies = await app.page.context().cookies();
    await app.signOut();
    await app.page.context().addCookies(cookies);
    await app.goto('/servers');
    await app.expectPage('Sign in');
  });
});
