// Quick connect: from something pasted to the first call.

import { type Locator, expect } from '@playwright/test';

import { type App } from './app.ts';

export class QuickConnect {
  constructor(private readonly app: App) {}

  /** Pastes something and has it tried. */
  async paste(text: string): Promise<void> {
    await this.app.expectPage('Quick connect');
    await this.app.fill({ 'A command, a URL, or the JSON of any client': text });
    await this.app.page.getByRole('button', { name: 'Try it' }).click();
  }

  /** Has the built-in demo server tried. */
  async useDemo(): Promise<void> {
    await this.app.expectPage('Quick connect');
    await this.app.page.getByRole('button', { name: 'Try the built-in demo server' }).click();
  }

  /** The trial succeeded and found these tools. */
  async expectTools(tools: string[]): Promise<void> {
    // Starting a program for the first time takes its time.
    await expect(this.app.main.getByText(/Connected in/)).toBeVisible({ timeout: 30_000 });
    for (const tool of tools) {
      await expect(this.app.main.getByRole('listitem').getByText(tool, { exact: true })).toBeVisible();
    }
  }

  /** Makes server, namespace, endpoint and key; returns what a client needs. */
  async publish(): Promise<{ url: string; key: string }> {
    await this.app.page.getByRole('button', { name: 'Publish it' }).click();
    await this.app.ready();
    return {
      url: await this.fact('Endpoint URL').innerText(),
      key: await this.fact('API key').innerText(),
    };
  }

  /** The page says that this tool was the first to be called. */
  async expectFirstCall(tool: string): Promise<void> {
    const said = this.app.page.getByRole('status').getByText('First call', { exact: true });
    const line = this.app.main.locator('.row').filter({ has: said });
    await expect(line).toContainText(tool);
  }

  /** Nobody has called yet. */
  async expectWaiting(): Promise<void> {
    await expect(this.app.main.getByRole('status').getByText('Waiting for the first call')).toBeVisible();
  }

  /** Chooses a tool to try; what it asks for stands in the arguments then. */
  async chooseTool(tool: string): Promise<void> {
    await this.app.field('Tool').selectOption(tool);
    if (!this.app.alive) {
      await this.app.press('Choose');
    }
    await expect(this.app.field('Tool')).toHaveValue(tool);
  }

  /** Calls the chosen tool, with other arguments than those that stand there when some are given. */
  async callTool(args?: string): Promise<void> {
    if (args !== undefined) {
      await this.app.fill({ Arguments: args });
    }
    await this.app.press('Call tool');
  }

  /** What the tool answered. */
  get answer(): Locator {
    return this.app.code('Answer');
  }

  private fact(term: string): Locator {
    const fact = this.app.main.locator('dl > div').filter({ has: this.app.page.getByText(term, { exact: true }) });
    return fact.locator('code');
  }

  /** The snippet for a client, after choosing it. */
  async snippet(client: string): Promise<string> {
    await this.app.main.getByRole('link', { name: client, exact: true }).click();
    return this.app.code(client).innerText();
  }
}
