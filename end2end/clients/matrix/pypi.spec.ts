// The official Python client at servers of each kind, by each way in; one run of pypi_client.py for a way.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@playwright/test';

import { binary } from '../../fixtures/gateway.ts';
import { test } from './fixture.ts';
import { servers } from './servers.ts';

const script = join(import.meta.dirname, 'pypi_client.py');

for (const way of ['sse', 'legacy', 'modern', 'bridge']) {
  test(`Python client (${way}), each server: misses nothing`, async ({ gateway }) => {
    const python = process.env.METAMCP_PYTHON;
    expect(python, 'METAMCP_PYTHON is not set: run scripts/setup.sh test, then . scripts/env.sh').toBeTruthy();
    // Fails with what it printed: where it was, and why it did not go on.
    await promisify(execFile)(python!, [script, way, binary, gateway.url, ...Object.values(servers)]);
  });
}
