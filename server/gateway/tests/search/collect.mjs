// Collects the tools of real MCP servers into tools.json. `servers.json` says which and how they are started.
//
//     node collect.mjs install FOLDER   installs them there, by npm and uv, running no script of theirs
//     node collect.mjs list FOLDER      starts each over stdio, asks for its tools and writes tools.json

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { reduced } from './reduced.mjs';
import { listTools } from './stdio.mjs';

/** What the newest of the packages asks for. */
const PYTHON = '>=3.13';

const here = import.meta.dirname;
const servers = JSON.parse(readFileSync(join(here, 'servers.json'), 'utf8'));

const [task, given] = process.argv.slice(2);
if (!['install', 'list'].includes(task) || !given) {
  console.error('Say what to do: node collect.mjs install FOLDER, or node collect.mjs list FOLDER');
  process.exit(2);
}
const folder = resolve(given);
await (task === 'install' ? installAll() : listAll());

function installAll() {
  for (const server of servers) {
    const home = homeOf(server);
    if (existsSync(home)) {
      continue;
    }
    mkdirSync(home, { recursive: true });
    const { registry, name, version } = packageOf(server);
    const others = server.with ?? [];
    if (registry === 'npm') {
      run('npm', ['install', '--prefix', home, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`, ...others]);
    } else {
      run('uv', ['venv', '--quiet', '--python', PYTHON, home]);
      run('uv', ['pip', 'install', '--quiet', '--only-binary', ':all:', '--python', home, `${name}==${version}`, ...others]);
    }
  }
}

async function listAll() {
  const collected = [];
  for (const server of servers) {
    writeFiles(server);
    const tools = await listTools(commandOf(server), environmentOf(server)).catch((cause) => {
      throw new Error(`${server.server} does not list its tools`, { cause });
    });
    console.log(`${server.server}: ${tools.length} tools`);
    const { server: name, package: source, license } = server;
    collected.push({ server: name, package: source, license, tools: tools.map(reduced) });
  }
  // Some servers say in a description which folder they may write to.
  writeFileSync(join(here, 'tools.json'), written(collected).replaceAll(scratch(), '/scratch'));
}

/** A line for each tool, so that a change of one is a change of one line. */
function written(collected) {
  const servers = collected.map(({ tools, ...server }) => {
    const lines = tools.map((tool) => `  ${JSON.stringify(tool)}`);
    return ` ${JSON.stringify(server).slice(0, -1)},"tools":[\n${lines.join(',\n')}\n ]}`;
  });
  return `[\n${servers.join(',\n')}\n]\n`;
}

function commandOf(server) {
  const { registry, name } = packageOf(server);
  const home = homeOf(server);
  const args = (server.args ?? []).map(placed);
  if (registry === 'npm') {
    return [process.execPath, join(home, 'node_modules', name, server.script ?? binOf(home, name)), ...args];
  }
  return [join(home, 'bin', server.script ?? name), ...args];
}

/** The script of an npm package that has one command only. */
function binOf(home, name) {
  const { bin } = JSON.parse(readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8'));
  return typeof bin === 'string' ? bin : Object.values(bin)[0];
}

/** Nothing of this machine's own environment: it may hold secrets, and it would make the lists differ. */
function environmentOf(server) {
  const own = Object.entries(server.env ?? {}).map(([name, value]) => [name, placed(value)]);
  return { PATH: process.env.PATH, HOME: scratch(), ...Object.fromEntries(own) };
}

/** Files that a server reads before it starts. */
function writeFiles(server) {
  for (const [name, content] of Object.entries(server.files ?? {})) {
    writeFileSync(join(scratch(), name), JSON.stringify(content));
  }
}

function placed(text) {
  return text.replace('{scratch}', scratch());
}

/** A folder that servers may look at and write into. */
function scratch() {
  const path = join(folder, 'scratch');
  mkdirSync(path, { recursive: true });
  return path;
}

function homeOf(server) {
  return join(folder, server.server);
}

function packageOf(server) {
  const { registry, name, version } = /^(?<registry>npm|pypi):(?<name>.+)@(?<version>[^@]+)$/.exec(server.package).groups;
  return { registry, name, version };
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`);
  }
}
