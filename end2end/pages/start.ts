// First run and sign-in.

import { type App } from './app.ts';

export interface Person {
  name: string;
  email: string;
  password: string;
}

export class Start {
  constructor(private readonly app: App) {}

  /** Creates the first administrator. */
  async createAdministrator(person: Person): Promise<void> {
    await this.app.expectPage('Welcome to MetaMCP');
    await this.app.fill({ 'Your name': person.name, Email: person.email, Password: person.password });
    await this.app.page.getByRole('button', { name: 'Create administrator' }).click();
  }

  /** Fills the sign-in form and sends it. */
  async signIn(person: Pick<Person, 'email' | 'password'>): Promise<void> {
    await this.app.expectPage('Sign in');
    await this.app.fill({ Email: person.email, Password: person.password });
    await this.app.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
}
