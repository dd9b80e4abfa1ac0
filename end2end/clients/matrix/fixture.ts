// One gateway for all tests of the matrix, with a server of each kind.

import { test as base } from '@playwright/test';

import { Gateway } from '../../fixtures/gateway.ts';
import { Servers } from './servers.ts';

export const test = base.extend<object, { gateway: Gateway }>({
  gateway: [
    async ({}, use) => {
      await using running = await Servers.start();
      const gateway = await Gateway.start(running.declaration);
      await use(gateway);
      await gateway.dispose();
    },
    { scope: 'worker' },
  ],
});
