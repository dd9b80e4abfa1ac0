//! What went wrong.

use model::{FailureClass, NamedThing, NamingPolicy, NeverPassed, PasteProblem, Problem};

use crate::{
    error::{AppError, Conflict},
    i18n::errors::ErrorMessages,
};

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    problem,
    paste,
    app,
    failure: |class| Some(failure(class)),
    request_id: "请求",
    what_was_tried: "尝试的操作和返回的内容",
    page_not_found: "没有这个页面",
    page_not_found_text: "地址可能输入有误，或者对应的内容已被删除。",
};

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Required => "此项必填。".to_owned(),
        Problem::TooLong { max } => format!("最多 {max} 个字符。"),
        Problem::TooShort { min } => format!("至少 {min} 个字符。"),
        Problem::BadName => "只能使用字母、数字、- 和 _。".to_owned(),
        Problem::BadToolName => "只能使用字母、数字、-、_ 和 .。".to_owned(),
        Problem::HiddenWithoutValue { name } => {
            format!("服务器需要 `{name}`：请为它设定值，或让客户端看到它。")
        }
        Problem::NameOfTool { name, tool, server } => {
            format!("`{name}` 已经是 `{server}` 的 `{tool}` 的名称，请换一个。")
        }
        Problem::DoubleUnderscore => "工具名用两个连续下划线分隔服务器和工具，这里请只用一个。".to_owned(),
        Problem::BadUrl => "请输入完整的 URL，例如 https://example.com/mcp。".to_owned(),
        Problem::NeedsHttps => "请使用 https；只有本机上的程序才可以使用 http。".to_owned(),
        Problem::UrlWithCredentials => "请把凭据放在请求头或 Bearer 令牌中，不要放在 URL 里。".to_owned(),
        Problem::BadEmail => "请输入电子邮件地址。".to_owned(),
        Problem::PasswordsDiffer => "两次输入的密码不一致。".to_owned(),
        Problem::BadPair { line } => format!("第 {line} 行不是 NAME=value 的形式。"),
        Problem::DuplicatePair { name } => format!("`{name}` 出现了两次。"),
        Problem::BadHeader { name } => format!("`{name}` 不是有效的 HTTP 请求头。"),
        Problem::NeverPassed { name, why } => {
            let why = match why {
                NeverPassed::Credentials => "它可能带有客户端自己的凭据",
                NeverPassed::Framing => "它只与单个连接或消息有关",
                NeverPassed::Origin => "它说明请求来自哪里，服务器会相信它",
                NeverPassed::Ours => "它属于 MetaMCP 或协议本身",
            };
            format!("`{name}` 不会透传：{why}。")
        }
        Problem::NothingToKeep { name } => format!("`{name}` 没有可保留的已存值，请输入一个。"),
        Problem::BadJson { line, column } => format!("这不是 JSON，请检查第 {line} 行第 {column} 列。"),
        Problem::BadDocument { reason } => format!("这份文档不符合要求：{reason}"),
        Problem::NotOneNamespace { count } => format!("其中应有一个命名空间，现在有 {count} 个。"),
        Problem::NotAnObject => "请写一个 JSON 对象，例如 {}。".to_owned(),
        Problem::UnbalancedQuote => "有一个引号没有闭合。".to_owned(),
        Problem::NotInRange { min, max } => format!("请填写 {min} 到 {max} 的整数。"),
        Problem::BadToolTimes { line } => {
            format!("第 {line} 行不是工具及其时限（1s 到 24h），例如 `search: 30s, total 10m`。")
        }
        Problem::BadFolder { folder } => {
            format!("`{folder}` 不是文件夹的完整路径，例如 `/srv/data` 或 `${{HOME}}/data`。")
        }
        Problem::TooMany { max } => format!("最多 {max} 个。"),
        Problem::BadPattern { name } => {
            format!("`{name}` 不是可用的正则表达式：请检查未闭合的括号，不要使用环视或反向引用。")
        }
        Problem::BadToolPattern { pattern } => {
            format!("`{pattern}` 不是工具名称（* 代表任意文本）；每行一个，不含空格。")
        }
        Problem::OthersMayKnow => "他人可能知道此密钥，会以新所有者的名义行事；请改为创建新密钥。".to_owned(),
        Problem::BadDay => "请按年、月、日填写，例如 2026-12-31。".to_owned(),
        Problem::DayIsOver => "这一天已过；请选择今天或以后的日期。".to_owned(),
        Problem::UnknownChoice => "请选择列出的值之一。".to_owned(),
        Problem::Missing { name } => format!("`{name}` 不存在（或已被删除）。"),
        Problem::Taken => "已被使用，请换一个。".to_owned(),
        Problem::NotOfTeam { name, .. } => {
            format!("团队的内容只能使用公开的内容和该团队的内容；`{name}` 两者都不是。")
        }
        Problem::PrivateInPublic { name, .. } => format!("公开的内容只能使用公开的内容；`{name}` 是私有的。"),
        Problem::SameName {
            what,
            name,
            first,
            second,
            naming,
        } => {
            let what = match what {
                NamedThing::Tool => "工具",
                NamedThing::Prompt => "提示词",
            };
            let way_out = match naming {
                NamingPolicy::Never => "改用其他命名方式",
                NamingPolicy::Always | NamingPolicy::OnCollision => "为其中一个服务器设置别名",
            };
            format!(
                "`{first}` 和 `{second}` 都有{what} `{name}`，客户端无法区分；请{way_out}，或停用其中一个。"
            )
        }
        Problem::NamespaceCycle { path } => format!(
            "这会让命名空间包含自身（`{}`）；请选择另一个，或先从其中一个命名空间移除一个服务器。",
            path.join(" → ")
        ),
        Problem::LastAdmin => "这是最后一个管理员，请先让其他人成为管理员。".to_owned(),
        Problem::NeedsSso => "仅在 `auth: sso` 时有效；请选择它，或删去此项。".to_owned(),
        Problem::Wrong => "不正确。".to_owned(),
    }
}

fn paste(problem: &PasteProblem) -> String {
    match problem {
        PasteProblem::Empty => "请先粘贴命令、URL 或客户端的 JSON。".to_owned(),
        PasteProblem::TooLong => "文本过长，最多 256 KiB。".to_owned(),
        PasteProblem::BadJson { line, column, reason } => {
            format!("JSON 在第 {line} 行第 {column} 列有误：{reason}")
        }
        PasteProblem::CutOff { line } => format!("JSON 在第 {line} 行提前结束：有括号或引号没有闭合。"),
        PasteProblem::NoServers => {
            "此 JSON 中没有服务器；需要 \"mcpServers\"、\"servers\" 或 \"context_servers\"，或带有 \"command\" 或 \"url\" 的条目。".to_owned()
        }
        PasteProblem::NoTarget { name } => format!("条目 `{name}` 既没有 \"command\" 也没有 \"url\"。"),
        PasteProblem::WrongType { name, field, expected } => {
            format!("条目 `{name}`：\"{field}\" 的类型应为 {expected}。")
        }
        PasteProblem::OpenApi => "这是 OpenAPI 文档，目前还不能连接。请粘贴 MCP 服务器的命令或 URL。".to_owned(),
        PasteProblem::BadUrl => "这不是可以访问的 URL，应以 http:// 或 https:// 开头。".to_owned(),
        PasteProblem::UnbalancedQuote => "命令中有一个引号没有闭合。".to_owned(),
    }
}

fn app(error: &AppError) -> (String, String) {
    let (title, text) = match error {
        AppError::Unauthenticated => ("你已退出登录", "请重新登录后继续。"),
        AppError::Forbidden => ("你没有此权限", "请让管理员来操作，或为你分配其他角色。"),
        AppError::NotFound => (
            "内容不存在",
            "链接不完整或有误，它已被删除，或是其他人的私有内容。",
        ),
        AppError::Invalid(_) => ("有需要更正的地方", "请更正标出的内容后重新提交。"),
        AppError::Conflict(Conflict::Stale) => ("期间已被他人修改", "请重新加载页面查看改动，然后再修改。"),
        AppError::Conflict(Conflict::AlreadySetUp) => ("第一个管理员已经存在", "请直接登录。"),
        AppError::Conflict(Conflict::LastAdmin) => (
            "这是最后一个管理员",
            "请先让其他人成为管理员，否则没有人能管理此安装。",
        ),
        AppError::Conflict(Conflict::NoPasswords) => (
            "密码登录已关闭",
            "请通过单点登录提供方登录。如果无法登录，请联系管理员。",
        ),
        AppError::Conflict(Conflict::NoRegistration) => ("注册已关闭", "请向管理员申请账户。"),
        AppError::Conflict(Conflict::TooManyWatch) => {
            ("正在进行的录制太多", "请停止您的一个录制，或稍后再试。")
        }
        AppError::Conflict(Conflict::NoWayIn) => (
            "这样就没有管理员能够登录",
            "请先（在“账户”中）把一个管理员的账号关联到已启用的提供方，或保持密码登录开启。",
        ),
        AppError::Conflict(Conflict::LastWayIn) => (
            "这是你最后的登录方式",
            "请先关联另一个账号，或向管理员索取设置密码的链接。",
        ),
        AppError::Conflict(Conflict::Declared) => (
            "此项来自环境变量",
            "请修改以 OIDC_ 开头的变量并重新启动 MetaMCP。",
        ),
        AppError::Conflict(Conflict::Oneself) => ("这是你自己的账户", "请让其他管理员来删除。"),
        AppError::Conflict(Conflict::NamesTaken { things }) => {
            return (
                "有些名称已被使用".to_owned(),
                format!(
                    "接收者已经有：{}。请先重命名或删除它们。",
                    super::people::things(things, "、")
                ),
            );
        }
        AppError::Conflict(Conflict::InTheWay { things, hidden }) => {
            return (
                "有内容阻碍了此操作".to_owned(),
                format!(
                    "以下内容依赖于它，而你无法更改：{}。请联系有权更改的人。",
                    super::teams::in_the_way(things, *hidden)
                ),
            );
        }
        AppError::Conflict(Conflict::LeftBehind { things }) => {
            return (
                "有些内容将无法使用".to_owned(),
                format!("请一并移交，或先更改：{}。", super::people::things(things, "、")),
            );
        }
        AppError::Conflict(Conflict::Decided { by, allowed }) => {
            let said = if *allowed { "批准" } else { "拒绝" };
            return (
                format!("{by} 已经{said}了它"),
                "每次调用只能决定一次。".to_owned(),
            );
        }
        AppError::Conflict(Conflict::NotWaiting) => ("它不再等待", "时间已过，或客户端已离开。"),
        AppError::Conflict(Conflict::InUse { names }) => {
            return (
                "正在使用中".to_owned(),
                format!("请先删除或修改：{}。", names.join("、")),
            );
        }
        AppError::Throttled { retry_after } => {
            return (
                "尝试次数过多".to_owned(),
                format!("请等待 {retry_after} 秒后再试。"),
            );
        }
        AppError::Upstream(failure) => return (failure.message.clone(), failure.advice.clone()),
        AppError::Paste(problem) => return ("无法识别".to_owned(), paste(problem)),
        AppError::Unavailable(what) => return ("暂时不可用".to_owned(), what.clone()),
        AppError::Internal { .. } => (
            "服务器内部出错",
            "请重试。如果仍然如此，请在服务器日志中查找此请求。",
        ),
        AppError::Malformed(_) => ("页面与服务器不匹配", "请重新加载页面：服务器可能比页面更新。"),
        AppError::Unreachable => ("服务器没有响应", "请确认 MetaMCP 正在运行且网络正常，然后重试。"),
    };
    (title.to_owned(), text.to_owned())
}

const fn failure(class: FailureClass) -> (&'static str, &'static str) {
    match class {
        FailureClass::Spawn => (
            "无法运行该命令。",
            "请检查拼写，在运行 MetaMCP 的机器上安装该程序，或写出完整路径。",
        ),
        FailureClass::Exited => (
            "进程在就绪之前退出。",
            "请查看它的输出，也可以在终端中运行此命令了解详情。",
        ),
        FailureClass::Handshake => (
            "它有响应，但不像 MCP 服务器。",
            "请确认命令或 URL 指向 MCP 服务器。",
        ),
        FailureClass::Garbage => (
            "它输出的不是 JSON-RPC。",
            "标准输出只能用于协议消息，日志应写到标准错误。",
        ),
        FailureClass::Dns => ("找不到主机名。", "请检查 URL 的拼写和网络的 DNS。"),
        FailureClass::Connect => (
            "那里没有程序在监听，或连接被中断。",
            "请启动服务器并检查端口。如果 MetaMCP 在容器中运行，localhost 指容器本身。",
        ),
        FailureClass::Tls => (
            "证书或 TLS 握手被拒绝。",
            "请检查证书，以及 URL 应为 http 还是 https。",
        ),
        FailureClass::Unauthorized => ("服务器拒绝了凭据。", "请检查 Bearer 令牌或请求头。"),
        FailureClass::HttpStatus => ("服务器返回了意外的 HTTP 状态。", "请检查 URL 的路径和类型。"),
        FailureClass::Timeout => (
            "没有及时响应。",
            "请重试。首次启动可能要先下载；METAMCP_CONNECT_TIMEOUT_SECONDS 可以延长等待时间。",
        ),
        FailureClass::Version => ("没有双方都支持的协议版本。", "请更新该服务器。"),
        FailureClass::Limit => ("达到了网关的一个上限。", "下面的原文说明了是哪一项设置。"),
        FailureClass::Refused => (
            "不允许访问此地址。",
            "下面的原文说明了原因，以及可以放开限制的设置。",
        ),
        FailureClass::Variable => (
            "引用的变量没有设置。",
            "请在网关的环境中设置它，并在 METAMCP_VARIABLES 中列出。",
        ),
        FailureClass::Secret => (
            "无法打开已保存的机密信息。",
            "请用原来的密钥启动 MetaMCP，或重新输入机密信息。",
        ),
    }
}
