// Reads two runs of the conformance suite: one of a server directly, one of the same server through MetaMCP.
//
//   node report.mjs LOG THROUGH-RESULTS DIRECT-RESULTS COMBINATION
//
// Prints one line for each scored scenario (`ok` or `FAILED`) and one for each check that is worse through MetaMCP
// (`WORSE`), except those of known-differences.json, where each stands with its reason. What stands there and is not
// seen any more is printed too (`STALE`): the file must not grow old.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [log, through, direct, combination] = process.argv.slice(2);
const known = JSON.parse(readFileSync(new URL("known-differences.json", import.meta.url)))[combination] ?? {};
const seen = new Set();

const summary = readFileSync(log, "utf8").split("=== SUMMARY ===").at(-1);
const unscored = new Set([...summary.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map((match) => match[1]));
const scenarios = [...summary.matchAll(/^([✓✗]) ([^:\s]+): \d+ passed, (\d+) failed/gm)];
for (const [, mark, name] of scenarios) {
    if (unscored.has(name)) continue;
    const excused = mark === "✗" && name in known;
    if (excused) seen.add(name);
    console.log(`${mark === "✓" ? "ok" : excused ? "known" : "FAILED"} ${name}`);
}
if (scenarios.length === 0) console.log("FAILED the suite gave no summary");

// Checks by scenario. A scenario may run several versions of one check; each counts.
function checks(folder) {
    const all = new Map();
    for (const entry of readdirSync(folder)) {
        const scenario = entry.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
        const results = JSON.parse(readFileSync(join(folder, entry, "checks.json")));
        for (const { id, status } of results) {
            const key = `${scenario}/${id}`;
            const counts = all.get(key) ?? { good: 0, bad: 0 };
            if (status === "SUCCESS") counts.good += 1;
            if (status === "FAILURE" || status === "WARNING") counts.bad += 1;
            all.set(key, counts);
        }
    }
    return all;
}

const after = checks(through);
for (const [key, before] of checks(direct)) {
    const now = after.get(key) ?? { good: 0, bad: 0 };
    if (now.bad <= before.bad && now.good >= before.good) continue;
    const reason = Object.keys(known).find((name) => key === name || key.startsWith(`${name}/`));
    if (reason) seen.add(reason);
    else console.log(`WORSE ${key}: ${now.good} good, ${now.bad} bad; directly ${before.good} good, ${before.bad} bad`);
}
for (const name of Object.keys(known)) if (!seen.has(name)) console.log(`STALE ${name}`);
