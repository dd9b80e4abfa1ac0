// MetaMCP as a client of the conformance suite: `conformance client --command "node client.mjs"` appends the URL of the
// scenario's server.
//
// Starts a MetaMCP of its own with that server, connects it as a person with a browser would, and calls all of its tools.
// When the server has to be connected again, that is done, a few times at most. METAMCP_BIN is the program.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// The suite expects a client that is known by a document to have it at this host. Nothing is asked there.
const publicUrl = "https://conformance-test.local";
const person = { email: "ada@example.com", password: "correct horse battery" };
const MOST_SIGN_INS = 3;
const START_MS = 20_000;
const LIST_MS = 5000;

const upstream = process.argv.at(-1);
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}");
const isModern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === "2026-07-28";
const folder = mkdtempSync(join(tmpdir(), "metamcp-conformance-client-"));
const port = await freePort();
const local = `http://127.0.0.1:${port}`;
const env = {
    PATH: process.env.PATH,
    METAMCP_DATA_DIR: folder,
    METAMCP_LISTEN: `127.0.0.1:${port}`,
    APP_URL: publicUrl,
};

async function freePort() {
    return new Promise((found) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => found(port));
        });
    });
}

function declaration() {
    const { client_id: clientId, client_secret: clientSecret } = context;
    const server = { url: upstream, oauth: { sharing: "shared", ...(clientId && { clientId }) }, clientSecret };
    return JSON.stringify({
        users: { [person.email]: { name: "Ada", role: "admin", password: person.password } },
        servers: { upstream: server },
        namespaces: { upstream: { naming: "never", servers: ["upstream"] } },
        endpoints: { upstream: { namespace: "upstream", auth: "none" } },
    });
}

async function ready() {
    for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(50)) {
        if (await fetch(`${local}/ready`).then((answer) => answer.ok, () => false)) return;
    }
    throw new Error("MetaMCP did not start");
}

// What a browser sends that uses the public URL. `fetch` cannot name another host than the one that it connects to.
function browse(method, path, cookie, headers = {}, body = "") {
    const sent = { host: new URL(publicUrl).host, origin: publicUrl, cookie, ...headers };
    return new Promise((done, failed) => {
        const asked = request(`${local}${path}`, { method, headers: sent }, (answer) => {
            const parts = answer.setEncoding("utf8").toArray();
            const { statusCode: status, headers } = answer;
            parts.then((parts) => done({ status, cookies: headers["set-cookie"] ?? [], text: parts.join("") }), failed);
        });
        asked.on("error", failed).end(body);
    });
}

// A form of the dashboard.
function form(path, fields, cookie = "") {
    const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    return browse("POST", path, cookie, headers, new URLSearchParams(fields).toString());
}

async function signIn() {
    const answer = await form("/api/auth/login", { "input[email]": person.email, "input[password]": person.password });
    const cookie = answer.cookies.find((it) => it.includes("session="));
    if (!cookie) throw new Error(`no sign-in: ${answer.status} ${answer.text}`);
    return cookie.split(";")[0];
}

// The button of the server's page, the authorization server, and back.
async function connect(server, cookie) {
    const { text } = await form("/oauth/upstream/connect", { server }, cookie);
    const there = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1].replaceAll("&amp;", "&");
    if (!there) throw new Error(`not connected: ${text.replace(/<[^>]+>/g, " ")}`);
    const answer = await fetch(there, { redirect: "manual" });
    const back = answer.headers.get("location");
    if (!back?.startsWith(publicUrl)) throw new Error(`the authorization server answered ${answer.status} ${back}`);
    const done = await browse("GET", back.replace(publicUrl, ""), cookie, { accept: "text/html" });
    if (done.status !== 303) throw new Error(`not connected: ${done.text.replace(/<[^>]+>/g, " ")}`);
}

// A client of the endpoint, in the era of the scenario.
class Client {
    #id = 0;
    #session;

    async request(method, params = {}) {
        const meta = {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { name: "conformance", version: "1" },
        };
        const body = { jsonrpc: "2.0", id: ++this.#id, method, params: isModern ? { ...params, _meta: meta } : params };
        return this.#post(body, isModern ? { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(params.name && { "mcp-name": params.name }) } : {});
    }

    async begin() {
        if (isModern) return;
        const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "conformance", version: "1" } };
        await this.request("initialize", params);
        await this.#post({ jsonrpc: "2.0", method: "notifications/initialized" });
    }

    async #post(message, extra = {}) {
        const headers = {
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            ...(this.#session && { "mcp-session-id": this.#session }),
            ...extra,
        };
        const answer = await fetch(`${local}/metamcp/upstream/mcp`, { method: "POST", headers, body: JSON.stringify(message) });
        this.#session ??= answer.headers.get("mcp-session-id") ?? undefined;
        const text = await answer.text();
        const data = text.startsWith("{") ? text : text.split("\n").findLast((line) => line.startsWith("data: {"))?.slice(6);
        return data ? JSON.parse(data) : {};
    }
}

// What a server that was just connected offers is asked in the background; it may want another sign-in for that.
async function tools(client, again) {
    for (const deadline = Date.now() + LIST_MS; Date.now() < deadline; await sleep(100)) {
        const answer = await client.request("tools/list");
        if (answer.result?.tools?.length) return answer.result.tools;
        const { grant } = await again.state();
        if (grant?.reason) await again();
    }
    return [];
}

const gateway = { process: undefined };
try {
    execFileSync(process.env.METAMCP_BIN, ["apply", "-f", "-"], { env, input: declaration(), stdio: ["pipe", "ignore", "inherit"] });
    gateway.process = spawn(process.env.METAMCP_BIN, ["serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
    await ready();
    const cookie = await signIn();
    const listed = await form("/api/servers/list", {}, cookie);
    const [{ id }] = JSON.parse(listed.text);
    const client = new Client();
    await client.begin();
    let signIns = 0;
    const again = async () => {
        if (++signIns > MOST_SIGN_INS) throw new Error("the server wants to be connected again and again");
        await connect(id, cookie);
    };
    again.state = async () => JSON.parse((await form("/api/servers/sign-in", { id }, cookie)).text);
    await again();
    for (const tool of await tools(client, again)) {
        for (;;) {
            const answer = await client.request("tools/call", { name: tool.name, arguments: {} });
            if (!answer.error?.data?.connectUrl) break;
            await again();
        }
    }
} catch (error) {
    console.error(error.message);
    process.exitCode = 1;
} finally {
    gateway.process?.kill("SIGTERM");
    await new Promise((done) => (gateway.process ? gateway.process.once("exit", done) : done()));
    rmSync(folder, { recursive: true, force: true });
}
