// Providers of single sign-on, as administrators and people use them.

import { expect } from '@playwright/test';

import { type OidcProvider, clientId, clientSecret } from '../fixtures/oidc-provider.ts';
import type { App } from './app.ts';

/** An administrator adds the provider, and says what becomes of people. */
export async function addProvider(
  app: App,
  provider: OidcProvider,
  {
    creation = 'Gets an account at once',
    rules = '',
    teams = '',
  }: { creation?: string; rules?: string; teams?: string } = {},
): Promise<void> {
  await app.goto('/sign-in/new');
  await app.fill({
    Name: 'Work',
    Issuer: `${provider.issuer}/.well-known/openid-configuration`,
    'Client ID': clientId,
    'Client secret': clientSecret,
    Scopes: 'openid email profile groups',
    'Part of the path': 'work',
    'Claim with groups': 'groups',
    'Roles by group': rules,
    'Teams by group': teams,
  });
  await app.page.getByRole('radio', { name: creation }).check();
  await app.press('Add provider');
  await app.expectPage('Work');
  await expect(app.fact('Callback (redirect URI)')).toContainText('/auth/oidc/work/callback');
}

/** Somebody signs in by the provider; where that leads is the test's to say. */
export async function signInByWork(app: App, provider: OidcProvider, name: string): Promise<void> {
  await app.goto('/login');
  await app.press('Sign in with Work');
  await provider.signIn(app.page, name);
}

/** The one who is signed in leaves, here and at the provider. */
export async function leaveBoth(app: App, provider: OidcProvider): Promise<void> {
  await app.page.getByRole('button', { name: 'Sign out' }).click();
  await provider.signOut(app.page);
  await app.expectPage('Sign in');
}
