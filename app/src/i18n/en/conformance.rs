//! Words of checks of conformance.

use model::Check;

use crate::i18n::conformance::ConformanceMessages;

pub(super) const CONFORMANCE: ConformanceMessages = ConformanceMessages {
    title: "Conformance",
    lead: "Whether this endpoint does what the specification of MCP asks for. The checks change nothing: no tool is called but one that does not exist.",
    run: "Run the checks",
    none_title: "Not checked yet",
    none_text: "The checks take a few seconds. What comes of them stays here.",
    good: "Good",
    bad: "Bad",
    skipped: "Does not apply",
    count: |count| {
        format!(
            "{} good, {} bad, {} do not apply",
            count.good, count.bad, count.skipped
        )
    },
    sessions: "With sessions (2025-11-25)",
    stateless: "Without sessions (2026-07-28)",
    access: "Who may come in",
    verdict: "Result",
    check: "Check",
    specification: "Specification",
    details: "What was sent and what came back",
    sent: "Sent",
    came: "Came back",
    to_do: "What to do",
    runs: "Earlier runs",
    by: "By",
    result: "Result",
    words,
};

const LISTS: &str = "Look at the servers of the namespace: one of them gives entries that are not complete.";
const PROXY: &str =
    "Look at what stands between clients and this endpoint: a proxy may take headers away or answer itself.";
const REPORT: &str =
    "MetaMCP answers this itself: with the newest version, please report what was sent and what came back.";

fn words(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Initialize => ("A session begins", PROXY),
        Check::Negotiation => (
            "A version that nobody speaks is answered with one that is spoken",
            REPORT,
        ),
        Check::Notification => ("Notifications are accepted", PROXY),
        Check::Ping => ("Ping is answered", REPORT),
        Check::Batch => ("Several messages at once are refused", REPORT),
        Check::VersionHeader => ("An unknown version in the header is refused", PROXY),
        Check::MissingSession => ("A request without its session is refused", PROXY),
        Check::UnknownSession => ("An unknown session is not found", PROXY),
        Check::EventStream => (
            "A stream can be opened",
            "Let proxies pass GET and text/event-stream without holding answers back.",
        ),
        Check::Deletion => ("A session can be ended", "Let proxies pass DELETE."),
        Check::Discover => ("Versions and capabilities can be discovered", PROXY),
        Check::MissingMeta => ("A request that does not say what it is is refused", REPORT),
        Check::UnsupportedVersion => (
            "An unknown version is refused, with those that are spoken",
            REPORT,
        ),
        Check::HeaderMismatch => ("Headers that contradict the message are refused", PROXY),
        Check::RemovedMethods => ("What needs sessions is not there", REPORT),
        Check::Subscription => (
            "Subscriptions are acknowledged",
            "Let proxies pass text/event-stream without holding answers back.",
        ),
        Check::UnknownMethod => (
            "An unknown method is an error",
            "Methods that MetaMCP does not know go to a server: it answers for what it does not have, and has to answer with an error.",
        ),
        Check::InvalidJson => ("What is no JSON is refused", REPORT),
        Check::Accept => ("A client that takes no answer is refused", PROXY),
        Check::Origin => (
            "A page of another site is refused",
            "Look at the allowed origins in the settings, and at headers that a proxy adds.",
        ),
        Check::ToolsList => (
            "Tools are listed",
            "Look at the servers of the namespace: one may not answer in time, or gives tools that are not complete.",
        ),
        Check::ToolsOrder => (
            "Tools are listed in the same order each time",
            "A server may change its tools all the time: look at its history.",
        ),
        Check::ToolNames => (
            "Names of tools are valid",
            "Give the tool another name in the namespace.",
        ),
        Check::ToolSchemas => (
            "Schemas of tools are valid",
            "The server has to correct the schema; until then, switch the tool off.",
        ),
        Check::UnknownTool => ("An unknown tool is an error", REPORT),
        Check::UnknownCursor => ("An unknown page is an error", REPORT),
        Check::ResourcesList => ("Resources are listed", LISTS),
        Check::UnknownResource => (
            "An unknown resource is an error",
            "A server answers for addresses that it does not have: it has to answer with an error.",
        ),
        Check::TemplatesList => ("Templates of resources are listed", LISTS),
        Check::PromptsList => ("Prompts are listed", LISTS),
        Check::UnknownPrompt => ("An unknown prompt is an error", REPORT),
        Check::Completion => (
            "Arguments are completed",
            "The server of the prompt has to correct its completions.",
        ),
        Check::Challenge => ("Who shows nothing is told what to show", PROXY),
        Check::WrongCredential => ("What opens nothing is refused", PROXY),
        Check::ResourceMetadata => (
            "Clients find where access tokens come from",
            "Let proxies pass /.well-known, and look at the public address in the settings.",
        ),
    }
}
