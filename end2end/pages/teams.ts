// Teams, and giving things to another owner.

import { expect } from '@playwright/test';

import { type App } from './app.ts';

/** Makes a team; its page is shown then. */
export async function makeTeam(app: App, name: string): Promise<void> {
  await app.goto('/teams/new');
  await app.fill({ Name: name });
  await app.press('Make team');
  await app.expectPage(name);
}

/** Puts somebody into the team whose page is shown. */
export async function addMember(app: App, person: { name: string; email: string }): Promise<void> {
  await app.fill({ 'E-mail address': person.email });
  await app.press('Add member');
  await expect(memberRow(app, person.name)).toBeVisible();
  await app.ready();
}

/** Takes somebody out of the team whose page is shown. */
export async function takeOut(app: App, name: string): Promise<void> {
  await app.main.getByRole('button', { name: `Take out ${name}` }).click();
  await expect(memberRow(app, name)).toHaveCount(0);
  await app.ready();
}

/** Somebody in the table of members. */
export function memberRow(app: App, name: string) {
  return app.main.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: name });
}

/** From the page of a thing to what a change of its owner would do. */
export async function askToChangeOwner(app: App, to: string): Promise<void> {
  await app.press('Change owner');
  await app.expectPage(/^Change owner of /);
  await app.page.getByLabel('To whom').selectOption({ label: to });
  await app.press('See what it would do');
  await expect(app.question('What this does')).toBeVisible();
  await expect(app.page.getByLabel('To whom').locator('option:checked')).toHaveText(to);
  await app.ready();
}

/** Chooses the owner of a new thing. */
export async function chooseTeam(app: App, name: string): Promise<void> {
  await app.page.getByRole('radio', { name: new RegExp(`^Team ${name}`) }).check();
}
