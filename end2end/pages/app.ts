// What all pages have in common: how they are opened, the navigation, what they say about the last act.

import { type Locator, type Page, expect } from '@playwright/test';

export class App {
  readonly main: Locator;
  readonly navigation: Locator;

  constructor(
    readonly page: Page,
    /** Pages come alive; without JavaScript they stay as the server wrote them. */
    readonly alive: boolean,
  ) {
    this.main = page.getByRole('main');
    this.navigation = page.getByRole('navigation', { name: 'Main' });
  }

  /** Opens a path and waits until the page can be used. */
  async goto(path: string): Promise<void> {
    await this.page.goto(path);
    await this.ready();
  }

  /** Waits until the page reacts: before that, a click would be a plain link or form. */
  async ready(): Promise<void> {
    if (this.alive) {
      await this.page.locator('html[data-hydrated]').waitFor();
    }
  }

  /** The page with this heading is shown. */
  async expectPage(heading: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await this.ready();
  }

  /** Follows a link of the navigation. */
  async open(name: string): Promise<void> {
    await this.navigation.getByRole('link', { name, exact: true }).click();
    await this.expectPage(name);
  }

  /** Presses a button or follows a link that looks like one. */
  async press(name: string | RegExp): Promise<void> {
    await this.main.getByRole('button', { name }).or(this.main.getByRole('link', { name })).first().click();
  }

  /** Fills fields by their labels. */
  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      await this.field(label).fill(value);
    }
  }

  /** A field; its label may be followed by "optional". */
  field(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label}( optional)?\\s*$`));
  }

  /** The field is marked, and what is wrong stands beside it. */
  async expectProblem(label: string, problem: string | RegExp): Promise<void> {
    await expect(this.field(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(this.field(label)).toHaveAccessibleDescription(problem);
  }

  /** Something went wrong that belongs to no field. */
  async expectAlert(text: string): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: text })).toBeVisible();
  }

  /** The text of a block of code. */
  code(label: string): Locator {
    return this.main.getByLabel(label, { exact: true });
  }

  /** What is known about a thing, by its term. */
  fact(term: string): Locator {
    const named = this.page.locator('dt').getByText(term, { exact: true });
    return this.main.locator('.fact').filter({ has: named }).locator('dd');
  }

  /** The question before something is destroyed. */
  question(title: string): Locator {
    return this.main.getByRole('region', { name: title });
  }

  /** What the last act did, said at the edge of the page. */
  async expectNotice(text: string): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: text })).toBeVisible();
  }

  /** A row of the list that names this thing. */
  row(name: string): Locator {
    const link = this.page.getByRole('link', { name, exact: true });
    return this.main.getByRole('row').filter({ has: link });
  }

  /** Opens the menu of a row and chooses an act. */
  async act(name: string, act: string): Promise<void> {
    await this.row(name).locator('summary').click();
    await this.row(name).getByRole('link', { name: act, exact: true }).click();
    await this.ready();
  }

  /** Makes a namespace of these servers. */
  async createNamespace(name: string, servers: string[]): Promise<void> {
    await this.goto('/namespaces/new');
    await this.fill({ Name: name });
    for (const server of servers) {
      await this.page.getByRole('checkbox', { name: new RegExp(`^${server}\\b`) }).check();
    }
    await this.press('Create namespace');
    await this.expectPage(name);
  }

  /** Publishes the namespace whose page is shown, under its own name and open to everyone. */
  async publish(name: string): Promise<void> {
    await this.press('Publish');
    await this.expectPage('Create endpoint');
    await this.fill({ Name: name });
    await this.page.getByRole('radio', { name: /^Open to everyone/ }).check();
    await this.press('Create endpoint');
    await this.expectPage(name);
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.expectPage('Sign in');
  }
}
