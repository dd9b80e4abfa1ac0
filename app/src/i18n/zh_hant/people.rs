//! Words of the pages of people.

use model::{LinkKind, OwnedThing, SignInMethod, ThingKind};

use crate::i18n::people::PeopleMessages;

pub(super) const PEOPLE: PeopleMessages = PeopleMessages {
    title: "人員",
    one: "人員",
    lead: "誰可以登入，以及可以做什麼。",
    add: "新增人員",
    search: "按姓名或地址篩選",
    role: "角色",
    sign_in: "登入方式",
    method: |method| match method {
        SignInMethod::Password => "密碼",
        SignInMethod::Sso => "單一登入",
    },
    no_method: "尚無",
    last_seen: "上次使用",
    you: "你",
    new_lead: "透過連結，對方可以自己設定姓名和密碼。",
    by_invitation: "發出邀請",
    with_password: "設定密碼",
    invite_text: "你會得到一個連結，需自行傳送給對方：MetaMCP 不寄送郵件。連結只能使用一次，有效期 7 天。",
    name_hint: "對方可以另選。",
    invite: "建立邀請",
    create_text: "由你設定密碼並告知對方。對方可以在帳號頁面變更。",
    create: "新增人員",
    links: "等待使用的連結",
    link: "連結",
    link_kind: |kind| match kind {
        LinkKind::Invite => "邀請",
        LinkKind::Reset => "新密碼",
    },
    made_by: "建立者",
    command_line: "命令列",
    expires: "有效期至",
    revoke: "撤回",
    created_title: |kind, email| match kind {
        LinkKind::Invite => format!("{email} 的邀請已建立"),
        LinkKind::Reset => format!("{email} 的連結已建立"),
    },
    created_text: |kind| match kind {
        LinkKind::Invite => "請立即複製並傳送給對方。它只顯示這一次，只能使用一次，7 天後失效。",
        LinkKind::Reset => "請立即複製並傳送給對方。它只顯示這一次，只能使用一次，24 小時後失效。",
    },
    created_done: "我已複製",
    shown_before: "此連結已顯示過，無法再次顯示。如果遺失，請重新建立。",
    change: "姓名和角色",
    runs_commands: "可以執行命令",
    runs_commands_hint: "獲准的成員可以新增在本機執行命令的伺服器。管理員本來就可以；唯讀使用者不可以。",
    reset_title: "新密碼",
    reset_text: "建立一個連結，對方可用它設定新密碼。連結只能使用一次，有效期 24 小時。使用之前一切不變；使用之後，對方在所有地方登出。",
    reset: "建立連結",
    owns: "其私人內容",
    owns_nothing: "沒有。",
    thing,
    delete_title: |name| format!("刪除 {name}？"),
    delete_text: "對方將立即在所有地方登出，並且無法再次登入。",
    delete_keys: "以下金鑰隨之失效，使用它們的用戶端將被拒絕：",
    delete_rest: "對方還擁有：",
    belongings: "其餘內容如何處理？",
    hand_over: "移交",
    hand_over_hint: "伺服器、命名空間和端點換一個擁有者並繼續執行。金鑰失效：原持有者可能仍然知道它們。",
    delete_all: "刪除",
    delete_all_hint: "使用這些端點的用戶端將失去它們。",
    heir: "移交給",
    choose: "請選擇",
    delete_button: "刪除人員",
    oneself: "不能刪除自己的帳號。請讓其他管理員來操作。",
};

/// Things with what they are.
pub(super) fn things(things: &[OwnedThing], separator: &str) -> String {
    let named: Vec<_> = things
        .iter()
        .map(|it| format!("{} {}", thing(it.kind), it.name))
        .collect();
    named.join(separator)
}

const fn thing(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Server => "伺服器",
        ThingKind::Namespace => "命名空間",
        ThingKind::Endpoint => "端點",
        ThingKind::ApiKey => "API 金鑰",
    }
}
