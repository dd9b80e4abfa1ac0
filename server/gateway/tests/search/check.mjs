// Checks that the questions and the tools fit each other, and counts them: node check.mjs

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = ['words', 'paraphrase', 'task'];
const [tools, questions] = ['tools.json', 'questions.json'].map(read);

const known = tools.flatMap(({ server, tools }) => tools.map(({ name }) => `${server}/${name}`));
const asked = questions.map(({ question }) => question.trim().toLowerCase());
const answers = questions.flatMap(({ tools }) => tools);
const served = new Set(answers.map((answer) => answer.split('/')[0]));

const wrong = [
  ...repeated(known).map((tool) => `This tool is listed twice: ${tool}`),
  ...repeated(asked).map((question) => `This question is asked twice: ${question}`),
  ...answers.filter((answer) => !known.includes(answer)).map((answer) => `No server has this tool: ${answer}`),
  ...tools.filter(({ server }) => !served.has(server)).map(({ server }) => `Nobody asks for a tool of ${server}`),
  ...questions
    .filter(({ tools }) => tools.length === 0 || repeated(tools).length > 0)
    .map(({ question }) => `This question needs right answers, each once: ${question}`),
  ...questions.filter(({ kind }) => !KINDS.includes(kind)).map(({ question }) => `This question is of no kind: ${question}`),
];

console.log(`${tools.length} servers, ${known.length} tools, ${new Set(answers).size} of them right answers`);
console.log(`${questions.length} questions, ${count(({ question }) => /\p{Script=Han}/u.test(question))} of them in Chinese`);
for (const kind of KINDS) {
  console.log(`- ${kind}: ${count((one) => one.kind === kind)}`);
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}

function read(name) {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
}

function repeated(all) {
  return all.filter((one, index) => all.indexOf(one) !== index);
}

function count(matches) {
  return questions.filter(matches).length;
}
