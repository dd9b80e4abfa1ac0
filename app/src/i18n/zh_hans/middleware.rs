//! Words of what a namespace does with requests and answers.

use model::middleware::{Middleware, MiddlewareKind, Per};

use crate::i18n::middleware::MiddlewareMessages;

pub(super) const MIDDLEWARE: MiddlewareMessages = MiddlewareMessages {
    title: "中间件",
    lead: "命名空间如何处理调用。请求从第一项传到最后一项，回答从最后一项传回第一项。更改立即生效。",
    chain: "前往服务器的途中",
    always: "始终",
    hidden_tools: "关闭的工具",
    hidden_tools_text: "客户端既看不到也不能调用它们。在工具列表中开关。",
    overrides: "名称与文字",
    overrides_text: "命名空间给工具的名称和文字，在每个工具的页面上更改。",
    arguments: "在此设定的参数",
    arguments_text: "命名空间放入调用的值，在每个工具的页面上更改。",
    empty: "除此之外不对调用做任何处理。可在下方添加第一项。",
    unfinished: "未完成",
    finish: "完成设置",
    switch: |name| format!("{name}：开关"),
    edit: |name| format!("编辑{name}"),
    remove: "移除",
    remove_link: |name| format!("移除{name}"),
    figures: |seen, acted| format!("经过 {seen} 次 · 处理 {acted} 次"),
    stopped: "被阻止者",
    stopped_times: |times| format!("{times} 次"),
    add: "添加",
    add_lead: "以通常的设置加到末尾，并打开其表单。",
    add_button: "添加",
    undo: "撤消上次更改",
    undo_lead: "恢复为上次更改之前的样子。再次点击则取消撤消。",
    back: "返回中间件",
    kind,
    sentence,
    setting,
    choice,
};

fn kind(kind: MiddlewareKind) -> (&'static str, &'static str) {
    match kind {
        MiddlewareKind::Filter => ("过滤", "按模式隐藏工具、提示词和资源，包括服务器以后才会提供的。"),
        MiddlewareKind::RateLimit => (
            "频率限制",
            "一段时间内允许多少请求：所有人合计，或按密钥、人员、地址、请求头分别计算。",
        ),
        MiddlewareKind::SizeLimit => ("大小限制", "限制参数和结果的大小，使一个回答不会占满模型。"),
        MiddlewareKind::Validation => ("校验", "按工具的架构检查参数和结构化结果。"),
        MiddlewareKind::Redaction => (
            "遮盖",
            "从文本中去掉秘密：已知形式、自定模式，以及交给服务器的秘密。",
        ),
        MiddlewareKind::Cache => ("缓存", "短时间内重复给出只读工具的回答。"),
        MiddlewareKind::Approval => ("审批", "暂停调用，直到有人看过其参数并允许。"),
        MiddlewareKind::Webhook => ("网络钩子", "就每次调用询问您的服务：允许、更改或拒绝。"),
        MiddlewareKind::AuditDetail => ("记录详情", "调用记录中保留多少参数和结果。"),
    }
}

fn sentence(middleware: &Middleware) -> String {
    match middleware {
        Middleware::Filter(it) => match it.tools.len() + it.prompts.len() + it.resources.len() {
            0 => "还没有隐藏任何内容。".to_owned(),
            patterns => format!("隐藏 {patterns} 个模式所匹配的内容。"),
        },
        Middleware::RateLimit(it) => {
            let per = match it.per {
                Per::Everyone => "所有人合计",
                Per::Key => "每个密钥",
                Per::User => "每个人",
                Per::Address => "每个地址",
                Per::Header => "请求头的每个值",
            };
            let each = if it.each_tool {
                "，每个工具分别计算"
            } else {
                ""
            };
            format!("{per} {} 秒内 {} 个请求{each}。", it.seconds, it.count)
        }
        Middleware::SizeLimit(it) => match (it.arguments, it.result) {
            (None, None) => "还没有限制。".to_owned(),
            (Some(arguments), None) => format!("参数最多 {arguments} KiB。"),
            (None, Some(result)) => format!("结果最多 {result} KiB。"),
            (Some(arguments), Some(result)) => format!("参数最多 {arguments} KiB，结果最多 {result} KiB。"),
        },
        Middleware::Validation(it) => match (it.arguments, it.results) {
            (true, true) => "检查参数和结构化结果。",
            (true, false) => "检查参数。",
            (false, true) => "检查结构化结果。",
            (false, false) => "不检查。",
        }
        .to_owned(),
        Middleware::Redaction(it) => {
            let shapes = it.built_in.len() + it.patterns.len() + usize::from(it.known);
            let place = match (it.arguments, it.results) {
                (true, true) => "在参数和结果中",
                (true, false) => "在参数中",
                (false, true) => "在结果中",
                (false, false) => "不在任何地方",
            };
            format!("{place}查找 {shapes} 种秘密。")
        }
        Middleware::Cache(it) => {
            let whose = if it.shared {
                "所有人共用"
            } else {
                "每个人分开"
            };
            format!("回答保留 {} 秒，{whose}。", it.seconds)
        }
        Middleware::Approval(it) => {
            let what = match (it.writing, it.tools.len()) {
                (true, 0) => "可能更改内容的工具",
                (true, _) => "可能更改内容的工具以及模式所匹配的工具",
                (false, 0) => "（还没有工具）",
                (false, _) => "模式所匹配的工具",
            };
            format!("{what}要由人允许，最多等待 {} 秒。", it.seconds)
        }
        Middleware::Webhook(it) => {
            let when = match (it.before, it.after) {
                (true, true) => "调用前后",
                (true, false) => "调用前",
                (false, true) => "调用后",
                (false, false) => "从不",
            };
            let whom = if it.url.is_empty() {
                "服务".to_owned()
            } else {
                format!("`{}`", it.url)
            };
            format!("{when}询问 {whom}。")
        }
        Middleware::AuditDetail(it) => {
            let [arguments, results] =
                [it.arguments, it.results].map(|it| choice(it.as_str()).unwrap_or_default());
            format!("参数：{arguments}。结果：{results}。")
        }
    }
}

fn setting(kind: MiddlewareKind, name: &str) -> Option<(&'static str, &'static str)> {
    use MiddlewareKind as K;
    const TOOLS: &str = "每行一个 `服务器__工具` 的模式，用服务器自己的名称；`*` 和 `?` 可代表任意内容。";
    Some(match (kind, name) {
        (K::Filter, "tools") => ("要隐藏的工具", TOOLS),
        (K::Filter, "prompts") => ("要隐藏的提示词", "与工具相同：`服务器__提示词`。"),
        (K::Filter, "resources") => ("要隐藏的资源", "URI 的模式，例如 `file:///etc/*`。"),
        (K::RateLimit, "count") => ("请求数", "1 到 1000000。"),
        (K::RateLimit, "seconds") => ("时间（秒）", "1 到 2678400（31 天）。"),
        (K::RateLimit, "burst") => ("同时", "可以同时到达的请求数；留空则与上面相同。"),
        (K::RateLimit, "per") => ("计算对象", ""),
        (K::RateLimit, "header") => (
            "请求头",
            "按其值计算，例如 `x-tenant`；仅在上面选择了请求头时使用。",
        ),
        (K::RateLimit, "each_tool") => ("每个工具分别计算", "提示词和资源也一样。"),
        (K::RateLimit, "all_endpoints") => ("所有端点合计", "否则命名空间的每个端点分别计算。"),
        (K::RateLimit | K::Webhook, "tools") => (
            "仅限这些工具",
            "每行一个模式，例如 `github__*` 或 URI。留空则为全部。",
        ),
        (K::RateLimit, "endpoints") => ("仅限这些端点", "每行一个名称的模式。留空则为全部。"),
        (K::SizeLimit, "arguments") => ("参数", "以 KiB 为单位；留空则此处不限制。更大的调用会被拒绝。"),
        (K::SizeLimit, "result") => ("结果", "以 KiB 为单位；留空则此处不限制。"),
        (K::SizeLimit, "excess") => ("更大的结果", ""),
        (K::Validation, "arguments") => ("参数", "不符合的调用不会执行，模型会得知哪里有误。"),
        (K::Validation, "results") => ("结构化结果", "不符合的结果不会到达客户端。"),
        (K::Redaction, "results") => ("在结果中", ""),
        (K::Redaction, "arguments") => ("在参数中", "服务器得到的是去掉之后的文本。"),
        (K::Redaction, "known") => ("服务器的秘密", "其变量、请求头和令牌的值。"),
        (K::Redaction, "api_keys") => ("API 密钥", "知名服务的密钥，以及 MetaMCP 自己的。"),
        (K::Redaction, "private_keys") => ("私钥", "PEM 格式。"),
        (K::Redaction, "jwt") => ("JSON Web Token", ""),
        (K::Redaction, "url_passwords") => ("URL 中的密码", ""),
        (K::Redaction, "email") => ("电子邮件地址", ""),
        (K::Redaction, "cards") => ("支付卡号", "通过校验的号码。"),
        (K::Redaction, "patterns") => (
            "自定模式",
            r"每行一个 `名称=表达式`，例如 `ticket=T-\d{4}`。正则表达式不支持环视和反向引用。",
        ),
        (K::Cache, "seconds") => ("秒", "回答的有效时间，1 到 86400。"),
        (K::Cache, "shared") => ("所有人共用回答", "仅适用于对所有人回答相同的服务器。"),
        (K::Cache, "tools") => (
            "仅限这些工具",
            "每行一个模式，例如 `docs__*`。留空则为所有只读工具。",
        ),
        (K::Approval, "writing") => ("所有可能更改内容的工具", "即没有声明只读的工具。"),
        (K::Approval, "tools") => ("以及这些工具", TOOLS),
        (K::Approval, "seconds") => ("秒", "调用等待多久后被拒绝，10 到 3600。"),
        (K::Webhook, "url") => ("URL", "每次询问以 JSON 的 POST 发送。"),
        (K::Webhook, "before") => ("调用前", "可以更改参数或拒绝。"),
        (K::Webhook, "after") => ("调用后", "可以更改结果或拒绝。"),
        (K::Webhook, "milliseconds") => ("毫秒", "等待回答的时间，50 到 60000。"),
        (K::Webhook, "fail_open") => ("没有回答时继续", "否则这些调用会被拒绝。"),
        (K::AuditDetail, "arguments") => ("参数", "即此处的参数：在列表中位于遮盖之后时，不含已去掉的内容。"),
        (K::AuditDetail, "results") => (
            "结果",
            "回答从最后一项传回第一项：在列表中位于遮盖之前时，不含已去掉的内容。",
        ),
        _ => return None,
    })
}

fn choice(word: &str) -> Option<&'static str> {
    Some(match word {
        "everyone" => "所有人合计",
        "key" => "每个密钥",
        "user" => "每个人",
        "address" => "每个地址",
        "header" => "请求头的每个值",
        "cut" => "截短并注明",
        "refuse" => "拒绝",
        "size" => "大小",
        "digest" => "大小和 SHA-256",
        "redacted" => "去除机密，有上限",
        "full" => "全部（已知机密除外），有上限",
        _ => return None,
    })
}
