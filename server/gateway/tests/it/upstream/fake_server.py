"""A stdio MCP server for tests. Its first argument says how it misbehaves."""
import json
import os
import subprocess
import sys
import threading
import time

mode = sys.argv[1] if len(sys.argv) > 1 else "plain"
lock = threading.Lock()
cancelled = []
replies = {}
told = []
tools = ["echo", "raw", "env", "args", "pid", "crash", "half", "huge", "sleep", "progress", "cancelled", "ask", "grow",
         "told", "once", "quit", "babble", "shout"]


def write(text):
    with lock:
        sys.stdout.write(text)
        sys.stdout.flush()


def send(message):
    write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")


def text(id, value):
    send({"id": id, "result": {"content": [{"type": "text", "text": value}]}})


def call(id, params):
    name, arguments = params["name"], params.get("arguments", {})
    if name == "echo":
        text(id, arguments["text"])
    elif name == "raw":
        write('{ "result" : {"z":1.0,"a":12345678901234567890123,"content":[]},"id":%s,"jsonrpc":"2.0"}\n' % id)
    elif name == "env":
        text(id, json.dumps(dict(os.environ)))
    elif name == "args":
        text(id, json.dumps({"args": sys.argv[2:], "cwd": os.getcwd()}))
    elif name == "pid":
        text(id, str(os.getpid()))
    elif name == "crash":
        print("Traceback: out of luck", file=sys.stderr, flush=True)
        os._exit(3)
    elif name == "half":
        write('{"jsonrpc":"2.0","id":%s,"resu' % id)
        os._exit(0)
    elif name == "huge":
        text(id, "x" * arguments["bytes"])
    elif name == "sleep":
        time.sleep(arguments["seconds"])
        text(id, "slept")
    elif name == "progress":
        token = params["_meta"]["progressToken"]
        for step in range(arguments["steps"]):
            time.sleep(arguments["pause"])
            send({"method": "notifications/progress", "params": {"progressToken": token, "progress": step}})
        text(id, "done")
    elif name == "cancelled":
        text(id, json.dumps(cancelled))
    elif name == "ask":
        asked = {"ping": {}, "roots/list": {}, "sampling/createMessage": {"messages": [], "maxTokens": 1}}
        for method, request in asked.items():
            send({"id": "q:" + method, "method": method, "params": request})
        while len(replies) < len(asked):
            time.sleep(0.005)
        text(id, json.dumps(replies))
    elif name == "quit":
        os._exit(0)
    elif name == "babble":
        write("not a frame\n" * 10_000)
        text(id, "done")
    elif name == "shout":
        print("x" * 1000 + "\n" * 20_000, file=sys.stderr, flush=True)
        text(id, "done")
    elif name == "told":
        text(id, json.dumps(told))
    elif name == "once":
        # The first process that gets here leaves a file behind and crashes.
        try:
            open(arguments["file"], "x").close()
        except FileExistsError:
            text(id, "again")
        else:
            os._exit(3)
    elif name == "grow":
        tools.append("grown")
        for _ in range(20):
            send({"method": "notifications/tools/list_changed"})
        text(id, "grown")
    else:
        send({"id": id, "error": {"code": -32602, "message": "no such tool"}})


def handle(message):
    id, method = message.get("id"), message.get("method")
    if method is None:
        replies[id] = message.get("result", message.get("error"))
    elif method == "initialize":
        version = "1999-01-01" if mode == "old" else "2025-11-25"
        if mode == "refuse":
            send({"id": id, "error": {"code": -32000, "message": "No licence."}})
            return
        told.append([method, message["params"]["clientInfo"]["name"], message["params"]["capabilities"]])
        capabilities = {"tools": {"listChanged": True}}
        if mode == "talkative":
            capabilities |= {"logging": {}, "resources": {"subscribe": True}}
        send({"id": id, "result": {
            "protocolVersion": version,
            "capabilities": capabilities,
            "serverInfo": {"name": "fake", "version": "1"},
        }})
    elif method == "tools/list":
        cursor = message.get("params", {}).get("cursor")
        start = 0 if mode == "endless" else int(cursor or 0)
        page = [{"name": name, "description": name + "\nmore", "inputSchema": {"type": "object"}}
                for name in tools[start:start + 5]]
        result = {"tools": page}
        if start + 5 < len(tools):
            result["nextCursor"] = str(start + 5)
        send({"id": id, "result": result})
    elif method in ("logging/setLevel", "resources/subscribe", "resources/unsubscribe"):
        told.append([method, *message["params"].values()])
        send({"id": id, "result": {}})
    elif method in ("ping", "resources/list", "resources/templates/list"):
        send({"id": id, "result": {} if method == "ping" else {"resources": [], "resourceTemplates": []}})
    elif method == "tools/call":
        threading.Thread(target=call, args=(id, message["params"]), daemon=True).start()
    elif method == "notifications/cancelled":
        cancelled.append(message["params"]["requestId"])


if mode == "exit":
    print("Error: API_TOKEN environment variable is required", file=sys.stderr, flush=True)
    sys.exit(3)
if mode == "flood":
    write("not a frame\n" * 100_000)
if mode == "slow":
    time.sleep(0.7)
if mode == "banner":
    write("Starting up, please wait\n\n")
if mode == "half-start":
    write('{"jsonrpc":"2.0","id":1,"resu')
    sys.exit(0)
if mode == "family":
    # One child in the same group that ignores SIGTERM, and one that leaves the group as browsers do.
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    subprocess.Popen([sys.executable, "-c", stubborn])
    subprocess.Popen(["sleep", "60"], start_new_session=True)

for line in sys.stdin:
    if mode in ("mute", "flood"):
        continue
    handle(json.loads(line))
if mode == "family":
    time.sleep(60)
