//! Words of what lists of tools cost, and of the preview of an edit.

use crate::i18n::costs::CostsMessages;

pub(super) const COSTS: CostsMessages = CostsMessages {
    title: "What the list costs",
    lead: |tools, bytes| {
        let noun = if tools == 1 { "tool" } else { "tools" };
        format!("{tools} {noun}, {bytes} bytes, as clients get them. In tokens:")
    },
    model: "Model",
    all_tools: "All tools",
    searched: "Search",
    gpt: "GPT-4o and later (o200k_base)",
    older_gpt: "GPT-4, GPT-3.5 (cl100k_base)",
    claude: "Claude (estimate)",
    estimate: "How Claude reads is not published: a token for each 3.5 characters. Search is what an endpoint costs whose clients search for tools.",
    tokens: |n| format!("{n} tokens"),
    selected: |n| format!("{n} tokens selected (o200k_base)"),
    preview: "What clients would get",
    preview_lead: "Nothing is saved yet.",
    change: "Change",
    unchanged: "same",
    names: |n| format!("Names that clients would see ({n})"),
    name: "Name",
    is_new: "new",
    is_gone: "gone",
    was: |name| format!("was {name}"),
    more: |n| format!("And {n} more."),
    collisions: "Names that would be one",
};
