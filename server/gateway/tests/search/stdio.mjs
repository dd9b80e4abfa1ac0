// The least client that can ask an MCP server over stdio for its tools.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 120_000;
const METHOD_NOT_FOUND = { code: -32601, message: 'This client only lists tools.' };

/** Starts the server, lists its tools, all pages of them, and ends it. */
export async function listTools([command, ...args], env) {
  const child = spawn(command, args, { env, cwd: env.HOME, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (data) => (complaints = `${complaints}${data}`.slice(-2000)));
  const ended = once(child, 'close').then(() => {
    throw new Error(`The server ended: ${[command, ...args].join(' ')}\n${complaints}`);
  });
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in time: ${command}\n${complaints}`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([conversation(child), ended, late]);
  } finally {
    clearTimeout(timer);
    ended.catch(() => {});
    child.kill('SIGKILL');
  }
}

async function conversation(child) {
  const answers = new Map();
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parsed(line);
    if (message?.method && message.id !== undefined) {
      send({ id: message.id, error: METHOD_NOT_FOUND });
    } else {
      answers.get(message?.id)?.(message);
    }
  });
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      const id = answers.size + 1;
      answers.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
      send({ id, method, params });
    });

  await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'collect', version: '1' },
  });
  send({ method: 'notifications/initialized' });
  const tools = [];
  let cursor;
  do {
    const page = await ask('tools/list', cursor === undefined ? {} : { cursor });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined && cursor !== null);
  return tools;
}

/** Some servers print other things than messages on their stdout. */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
