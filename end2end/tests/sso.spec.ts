// Single sign-on by a certified provider.

import { ada, onlyAda } from '../fixtures/declaration.ts';
import { Gateway } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { OidcProvider, clientId, clientSecret } from '../fixtures/oidc-provider.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { App } from '../pages/app.ts';
import { addProvider, leaveBoth, signInByWork } from '../pages/sign-in.ts';
import { Start } from '../pages/start.ts';
import { makeTeam, memberRow } from '../pages/teams.ts';

const test = base.extend<{ provider: OidcProvider }>({
  provider: async ({ gateway }, use) => {
    await using provider = await OidcProvider.start(gateway.url);
    await use(provider);
  },
});

test.use({ declaration: onlyAda });

test('people sign in with the role of their group, and leave both', async ({ signedIn: app, provider }) => {
  await addProvider(app, provider, { rules: 'platform = admin\nvisitors = viewer' });
  await app.press('Test');
  await expect(app.page.getByRole('status').filter({ hasText: 'It answers as it should.' })).toBeVisible();
  await app.signOut();
  await app.goto('/login?next=/people');
  await app.press('Sign in with Work');
  await provider.signIn(app.page, 'eve');
  await app.expectPage('People');
  await expect(app.navigation.getByText('Administrator')).toBeVisible();
  await leaveBoth(app, provider);
  await signInByWork(app, provider, 'bob');
  await app.expectPage('Overview');
  await expect(app.navigation.getByText('Viewer')).toBeVisible();
});

test('an address that is not verified opens nothing', async ({ signedIn: app, provider }) => {
  await addProvider(app, provider);
  await app.signOut();
  await signInByWork(app, provider, 'mallory');
  await app.expectAlert('Your mail address is not verified');
});

test('a token of another attempt, a refusal there and a closed door sign nobody in', async ({
  signedIn: app,
  provider,
}) => {
  await addProvider(app, provider, { creation: 'Is not let in' });
  await app.signOut();
  await signInByWork(app, provider, 'eve');
  await app.expectAlert('You have no account here');
  await app.page.context().clearCookies({ domain: 'localhost' });
  await app.press('Sign in with Work');
  await provider.refuse(app.page);
  await app.expectAlert('The provider did not sign you in');
  provider.changesNonces();
  await app.press('Sign in with Work');
  await provider.signIn(app.page, 'eve');
  await app.expectAlert("The provider's answer could not be verified");
});

test('groups put people into teams, and take them out again', async ({ signedIn: app, provider }) => {
  await makeTeam(app, 'Lab');
  const team = new URL(app.page.url()).pathname;
  await addProvider(app, provider, { rules: 'platform = admin', teams: 'platform = Lab (manager)' });
  await app.signOut();
  await signInByWork(app, provider, 'eve');
  await app.expectPage('Overview');
  await app.goto(team);
  await expect(memberRow(app, 'Eve')).toContainText('by Work');
  await expect(memberRow(app, 'Eve')).toContainText('Manager');
  provider.says('eve', { groups: [] });
  await leaveBoth(app, provider);
  await signInByWork(app, provider, 'eve');
  await app.expectPage('Overview');
  await app.open('Teams');
  await expect(app.main.getByText('You are in no team.')).toBeVisible();
  await app.goto('/account');
  await expect(app.main.getByRole('table', { name: 'Where you are signed in' })).toContainText('Work');
});

test('a person waits until an administrator lets them in', async ({ signedIn: app, provider, browser, gateway }) => {
  await addProvider(app, provider, { creation: 'Waits' });
  const context = await browser.newContext({ baseURL: gateway.url });
  const eve = new App(await context.newPage(), true);
  await signInByWork(eve, provider, 'eve');
  await eve.expectAlert('You are nearly in');
  await app.goto('/people');
  await app.press('Let in eve@example.com');
  await app.expectNotice('They can sign in now.');
  await eve.press('Sign in with Work');
  await eve.expectPage('Overview');
  await context.close();
});

test('an account is linked by its person, and unlinked', async ({ signedIn: app, provider }) => {
  await addProvider(app, provider);
  await app.goto('/account');
  await app.press('Link Work');
  await provider.signIn(app.page, 'ada');
  await app.expectNotice('From now on you can sign in with it.');
  await app.signOut();
  await app.press('Sign in with Work');
  await app.expectPage('Overview');
  await app.goto('/account');
  await app.press('Unlink Work');
  await app.expectNotice('It signs you in no longer.');
});

test('who comes with the address of an account links it by its password', async ({ signedIn: app, provider }) => {
  await addProvider(app, provider);
  await app.signOut();
  await signInByWork(app, provider, 'ada');
  await app.expectPage('This account exists already');
  await app.fill({ Password: 'not the password' });
  await app.press('Link and sign in');
  await app.expectProblem('Password', 'This is not right.');
  // The form loads the page anew: who clicks while it takes hold of its form may click beside the button.
  await app.ready();
  await app.fill({ Password: ada.password });
  await app.press('Link and sign in');
  await app.expectPage('Overview');
  await app.goto('/link-account');
  await expect(app.main.getByText('This attempt is over')).toBeVisible();
  await app.goto('/account');
  await app.press('Unlink Work');
  await app.expectNotice('It signs you in no longer.');
});

test('an answer counts once, and in its own browser', async ({ signedIn: app, provider, browser, gateway }) => {
  await addProvider(app, provider);
  await app.signOut();
  const callback = app.page.waitForRequest((request) => request.url().includes('/callback?'));
  await signInByWork(app, provider, 'eve');
  await app.expectPage('Overview');
  const answer = (await callback).url();
  const stranger = await browser.newPage({ baseURL: gateway.url });
  await stranger.goto(answer);
  await expect(stranger.getByRole('alert').filter({ hasText: 'This attempt is over' })).toBeVisible();
  await stranger.close();
  await app.page.context().clearCookies({ name: 'metamcp_session' });
  await app.goto(answer);
  await app.expectAlert('This attempt is over');
});

test('a provider may sign with a new key at any time', async ({ signedIn: app, provider }) => {
  await addProvider(app, provider);
  await app.signOut();
  await signInByWork(app, provider, 'eve');
  await app.expectPage('Overview');
  await leaveBoth(app, provider);
  provider.rotate();
  await signInByWork(app, provider, 'eve');
  await app.expectPage('Overview');
});

test('a provider of the environment signs in alone', async ({ browser }) => {
  await using provider = await OidcProvider.start('http://127.0.0.1');
  const gateway = await Gateway.start(onlyAda, {
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_DISCOVERY_URL: `${provider.issuer}/.well-known/openid-configuration`,
  });
  provider.knows(gateway.url);
  try {
    const app = new App(await browser.newPage({ baseURL: gateway.url }), true);
    await app.goto('/login');
    await new Start(app).signIn(ada);
    await app.expectPage('Overview');
    await app.goto('/sign-in');
    await app.main.getByRole('switch', { name: 'Sign-in by password' }).click();
    await app.expectAlert('Then no administrator could sign in');
    await app.goto('/account');
    await app.press('Link localhost');
    await provider.signIn(app.page, 'ada');
    await app.expectNotice('From now on you can sign in with it.');
    await app.goto('/sign-in');
    await app.main.getByRole('switch', { name: 'Sign-in by password' }).click();
    await app.expectNotice('Turned off.');
    await app.signOut();
    await expect(app.field('Password')).toHaveCount(0);
    await app.press('Sign in with localhost');
    await app.expectPage('Overview');
    await app.page.close();
  } finally {
    await gateway.dispose();
  }
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });
    test.slow();

    test('the page between provider and account is accessible and fits', async ({ signedIn: app, provider, page }) => {
      await addProvider(app, provider);
      await app.signOut();
      await signInByWork(app, provider, 'ada');
      await app.expectPage('This account exists already');
      await look(page, 'link-account', theme);
    });

    test('pages of sign-in are accessible and fit', async ({ signedIn: app, provider, page }) => {
      await app.goto('/sign-in');
      await look(page, 'sign-in-settings-empty', theme);
      await app.goto('/sign-in/new');
      await look(page, 'provider-new', theme);
      await addProvider(app, provider, { creation: 'Waits' });
      await look(page, 'provider', theme);
      const path = new URL(page.url()).pathname;
      for (const query of ['test=now', 'confirm=delete']) {
        await app.goto(`${path}?${query}`);
        await look(page, `provider-${query.split('=')[0]}`, theme);
      }
      await app.goto('/sign-in');
      await look(page, 'sign-in-settings', theme);
      await app.goto('/account');
      await app.press('Link Work');
      await provider.signIn(page, 'ada');
      await app.expectPage('Account');
      await look(page, 'account-linked', theme);
      await page.setViewportSize({ width: 1440, height: 900 });
      await app.signOut();
      await app.goto('/login?problem=account-exists');
      await look(page, 'sign-in-providers', theme);
    });
  });
}
