// The official Python client against a running binary; each scenario is a run of python_client.py.

import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

import { demo, key, type Declaration } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';

const script = join(import.meta.dirname, 'python_client.py');

const scenarios: { name: string; endpoint?: string; onLine?: (gateway: Gateway) => Promise<unknown> }[] = [
  { name: 'connects_by_probing_and_by_handshake' },
  { name: 'lists_tools_with_schemas_and_hints' },
  { name: 'calls_tools_and_reads_their_results' },
  { name: 'receives_progress_in_order' },
  { name: 'tells_failing_tools_from_unknown_ones' },
  { name: 'hears_that_the_list_changed', onLine: (gateway) => gateway.apply(withoutAdd) },
  { name: 'is_refused_without_the_right_key' },
  { name: 'ends_its_session_when_it_leaves' },
];

const withoutAdd: Declaration = {
  namespaces: { dev: { servers: [{ name: 'demo', tools: { add: false } }], description: 'For trying things out' } },
};

for (const { name, endpoint = 'dev', onLine } of scenarios) {
  test(name.replaceAll('_', ' '), async () => {
    const python = process.env.METAMCP_PYTHON;
    expect(python, 'METAMCP_PYTHON is not set: run scripts/setup.sh test, then . scripts/env.sh').toBeTruthy();
    const gateway = await Gateway.start(demo(binary));
    const client = spawn(python!, [script, name, gateway.endpoint(endpoint), key]);
    try {
      client.stdout.once('data', () => void onLine?.(gateway));
      const { code, output } = await ended(client);
      expect(code, output).toBe(0);
    } finally {
      client.kill('SIGKILL');
      await gateway.dispose();
    }
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  return new Promise((done, failed) => {
    let output = '';
    const keep = (bytes: Buffer) => (output += bytes.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', failed);
    child.once('close', (code) => done({ code, output }));
  });
}
