// Single sign-on, without JavaScript.

import { ada, onlyAda } from '../../fixtures/declaration.ts';
import { OidcProvider } from '../../fixtures/oidc-provider.ts';
import { expect, test } from '../../fixtures/test.ts';
import { addProvider, leaveBoth, signInByWork } from '../../pages/sign-in.ts';

test.use({ declaration: onlyAda });

test('a provider is added, tested, linked, and signs in and out', async ({ signedIn: app, gateway }) => {
  await using provider = await OidcProvider.start(gateway.url);
  await addProvider(app, provider);
  await app.press('Test');
  await expect(app.page.getByRole('status').filter({ hasText: 'It answers as it should.' })).toBeVisible();
  await app.goto('/account');
  await app.press('Link Work');
  await provider.signIn(app.page, 'ada');
  await app.expectNotice('From now on you can sign in with it.');
  await app.goto('/sign-in');
  await app.main.getByRole('switch', { name: 'Sign-in by password' }).click();
  await app.expectNotice('Turned off.');
  await app.page.getByRole('button', { name: 'Sign out' }).click();
  await app.expectPage('Sign in');
  await expect(app.field('Password')).toHaveCount(0);
  await app.press('Sign in with Work');
  await app.expectPage('Overview');
  await leaveBoth(app, provider);
  await signInByWork(app, provider, 'mallory');
  await app.expectAlert('Your mail address is not verified');
});

test('who comes with the address of an account links it by its password', async ({ signedIn: app, gateway }) => {
  await using provider = await OidcProvider.start(gateway.url);
  await addProvider(app, provider);
  await app.page.getByRole('button', { name: 'Sign out' }).click();
  await app.expectPage('Sign in');
  await signInByWork(app, provider, 'ada');
  await app.expectPage('This account exists already');
  await app.fill({ Password: 'not the password' });
  await app.press('Link and sign in');
  await app.expectProblem('Password', 'This is not right.');
  await app.fill({ Password: ada.password });
  await app.press('Link and sign in');
  await app.expectPage('Overview');
});
