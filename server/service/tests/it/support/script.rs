//! A real stdio server: a small Python script whose tools and prompts are the lines of two files. The line of a tool is its
//! name or its whole definition.

use std::path::{Path, PathBuf};

const SCRIPT: &str = r#"
import json, os, sys

def names(kind):
    with open(os.path.splitext(__file__)[0] + "." + kind) as lines:
        return [line.strip() for line in lines if line.strip()]

def tool(line):
    if line.startswith("{"):
        return json.loads(line)
    return {"name": line, "description": "Does " + line + ".", "inputSchema": {"type": "object"}}

def answer(method, params):
    if method == "initialize":
        return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}, "prompts": {}},
                "serverInfo": {"name": "scripted", "version": "1"}}
    if method == "tools/list":
        return {"tools": [tool(line) for line in names("tools")]}
    if method == "prompts/list":
        return {"prompts": [{"name": name} for name in names("prompts")]}
    if method == "tools/call":
        return {"content": [{"type": "text", "text": "called " + params["name"]}]}
    return {}

for line in sys.stdin:
    message = json.loads(line)
    if "id" in message and "method" in message:
        result = answer(message["method"], message.get("params") or {})
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
"#;

/// A script and its tools.
pub(crate) struct ScriptedServer {
    script: PathBuf,
}

impl ScriptedServer {
    /// Writes the script.
    pub(super) fn new(folder: &Path, name: &str, tools: &[&str]) -> Self {
        Self {
            script: Self::write(folder, name, tools),
        }
    }

    pub(super) fn write(folder: &Path, name: &str, tools: &[&str]) -> PathBuf {
        let script = folder.join(format!("{name}.py"));
        std::fs::write(&script, SCRIPT).expect("writable");
        std::fs::write(script.with_extension("tools"), tools.join("\n")).expect("writable");
        std::fs::write(script.with_extension("prompts"), "").expect("writable");
        script
    }

    /// What starts it.
    pub(crate) fn command_line(&self) -> String {
        format!("python3 '{}'", self.script.display())
    }

    /// From now on it lists these.
    pub(crate) fn set_tools(&self, tools: &[&str]) {
        std::fs::write(self.script.with_extension("tools"), tools.join("\n")).expect("writable");
    }

    /// From now on it lists these prompts; at first it has none.
    pub(crate) fn set_prompts(&self, prompts: &[&str]) {
        std::fs::write(self.script.with_extension("prompts"), prompts.join("\n")).expect("writable");
    }

    /// It cannot be started any more.
    pub(crate) fn delete(&self) {
        std::fs::remove_file(&self.script).expect("was there");
    }
}
