//! Words of checks of conformance.

use model::Check;

use crate::i18n::conformance::ConformanceMessages;

pub(super) const CONFORMANCE: ConformanceMessages = ConformanceMessages {
    title: "一致性",
    lead: "检查此端点是否符合 MCP 规范。检查不会更改任何内容：只会调用一个不存在的工具。",
    run: "运行检查",
    none_title: "尚未检查",
    none_text: "检查需要几秒钟，结果会保留在这里。",
    good: "通过",
    bad: "不通过",
    skipped: "不适用",
    count: |count| {
        format!(
            "{} 项通过，{} 项不通过，{} 项不适用",
            count.good, count.bad, count.skipped
        )
    },
    sessions: "有会话（2025-11-25）",
    stateless: "无会话（2026-07-28）",
    access: "访问权限",
    verdict: "结果",
    check: "检查项",
    specification: "规范",
    details: "发送与返回的内容",
    sent: "发送",
    came: "返回",
    to_do: "处理方法",
    runs: "以往的检查",
    by: "执行者",
    result: "结果",
    words,
};

const LISTS: &str = "请检查命名空间中的服务器：其中一个返回的条目不完整。";
const PROXY: &str = "请检查客户端与此端点之间的代理：它可能删除了请求头，或自行作答。";
const REPORT: &str = "这由 MetaMCP 自己作答：请使用最新版本，并报告发送与返回的内容。";

fn words(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Initialize => ("可以开始会话", PROXY),
        Check::Negotiation => ("对无人使用的版本回复受支持的版本", REPORT),
        Check::Notification => ("接受通知", PROXY),
        Check::Ping => ("回应 ping", REPORT),
        Check::Batch => ("拒绝一次发送多条消息", REPORT),
        Check::VersionHeader => ("拒绝请求头中的未知版本", PROXY),
        Check::MissingSession => ("拒绝缺少会话的请求", PROXY),
        Check::UnknownSession => ("未知会话返回未找到", PROXY),
        Check::EventStream => (
            "可以打开事件流",
            "请让代理放行 GET 和 text/event-stream，并且不缓冲响应。",
        ),
        Check::Deletion => ("可以结束会话", "请让代理放行 DELETE。"),
        Check::Discover => ("可以发现版本和能力", PROXY),
        Check::MissingMeta => ("拒绝未说明自身的请求", REPORT),
        Check::UnsupportedVersion => ("拒绝未知版本，并告知受支持的版本", REPORT),
        Check::HeaderMismatch => ("拒绝与消息矛盾的请求头", PROXY),
        Check::RemovedMethods => ("不提供需要会话的方法", REPORT),
        Check::Subscription => ("确认订阅", "请让代理放行 text/event-stream，并且不缓冲响应。"),
        Check::UnknownMethod => (
            "未知方法返回错误",
            "MetaMCP 不认识的方法会转给服务器：它为自己没有的方法作答，应当返回错误。",
        ),
        Check::InvalidJson => ("拒绝不是 JSON 的内容", REPORT),
        Check::Accept => ("拒绝不接受任何响应的客户端", PROXY),
        Check::Origin => (
            "拒绝其他网站的页面",
            "请检查设置中允许的来源，以及代理添加的请求头。",
        ),
        Check::ToolsList => (
            "列出工具",
            "请检查命名空间中的服务器：其中一个可能没有及时响应，或返回的工具不完整。",
        ),
        Check::ToolsOrder => (
            "每次以相同顺序列出工具",
            "某个服务器可能一直在更改工具：请查看其历史记录。",
        ),
        Check::ToolNames => ("工具名称有效", "请在命名空间中为该工具改名。"),
        Check::ToolSchemas => (
            "工具的 schema 有效",
            "服务器需要修正 schema；在此之前请关闭该工具。",
        ),
        Check::UnknownTool => ("未知工具返回错误", REPORT),
        Check::UnknownCursor => ("未知页返回错误", REPORT),
        Check::ResourcesList => ("列出资源", LISTS),
        Check::UnknownResource => (
            "未知资源返回错误",
            "某个服务器为它没有的地址作答：它应当返回错误。",
        ),
        Check::TemplatesList => ("列出资源模板", LISTS),
        Check::PromptsList => ("列出提示", LISTS),
        Check::UnknownPrompt => ("未知提示返回错误", REPORT),
        Check::Completion => ("补全参数", "该提示所属的服务器需要修正其补全。"),
        Check::Challenge => ("告知未出示凭据者应出示什么", PROXY),
        Check::WrongCredential => ("拒绝无效的凭据", PROXY),
        Check::ResourceMetadata => (
            "客户端能找到访问令牌的来源",
            "请让代理放行 /.well-known，并检查设置中的公开地址。",
        ),
    }
}
