// People, their links, and one's own account.

import { type Browser, expect } from '@playwright/test';

import { App } from './app.ts';
import { Start } from './start.ts';

/** Another browser, where nobody is signed in yet. */
export async function anotherBrowser(browser: Browser, app: App, baseURL: string): Promise<App> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: app.alive });
  return new App(await context.newPage(), app.alive);
}

/** Somebody signed in there, too. */
export async function signedInElsewhere(
  browser: Browser,
  app: App,
  baseURL: string,
  person: { email: string; password: string },
): Promise<App> {
  const other = await anotherBrowser(browser, app, baseURL);
  await other.goto('/login');
  await new Start(other).signIn(person);
  await other.expectPage('Overview');
  return other;
}

/** Makes an invitation and gives the path of its link. */
export async function invite(app: App, email: string, role: string): Promise<string> {
  await app.goto('/people/new');
  await app.fill({ 'E-mail address': email });
  await app.page.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await app.press('Make invitation');
  return shownLink(app, `The invitation for ${email} is made`);
}

/** Makes a link for a new password on the page of a person, and gives its path. */
export async function makeResetLink(app: App, email: string): Promise<string> {
  await app.press('Make link');
  return shownLink(app, `The link for ${email} is made`);
}

async function shownLink(app: App, title: string): Promise<string> {
  await expect(app.main.getByRole('heading', { name: title })).toBeVisible();
  await app.ready();
  return new URL(await app.code('Link').innerText()).pathname;
}

/** Opens the page of a person from the list. */
export async function openPerson(app: App, name: string): Promise<void> {
  await app.open('People');
  await app.row(name).getByRole('link', { name, exact: true }).click();
  await app.expectPage(name);
}

/** The row of the browser that is not this one. */
export function otherSession(app: App) {
  return app.main.getByRole('row').filter({ has: app.page.getByRole('button', { name: /^End / }) });
}
