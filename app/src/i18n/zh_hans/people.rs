//! Words of the pages of people.

use model::{LinkKind, OwnedThing, SignInMethod, ThingKind};

use crate::i18n::people::PeopleMessages;

pub(super) const PEOPLE: PeopleMessages = PeopleMessages {
    title: "人员",
    one: "人员",
    lead: "谁可以登录，以及可以做什么。",
    add: "添加人员",
    search: "按姓名或地址筛选",
    role: "角色",
    sign_in: "登录方式",
    method: |method| match method {
        SignInMethod::Password => "密码",
        SignInMethod::Sso => "单点登录",
    },
    no_method: "尚无",
    last_seen: "上次使用",
    you: "你",
    new_lead: "通过链接，对方可以自己设置姓名和密码。",
    by_invitation: "发出邀请",
    with_password: "设置密码",
    invite_text: "你会得到一个链接，需自行发送给对方：MetaMCP 不发送邮件。链接只能使用一次，有效期 7 天。",
    name_hint: "对方可以另选。",
    invite: "创建邀请",
    create_text: "由你设置密码并告知对方。对方可以在账户页面更改。",
    create: "添加人员",
    links: "等待使用的链接",
    link: "链接",
    link_kind: |kind| match kind {
        LinkKind::Invite => "邀请",
        LinkKind::Reset => "新密码",
    },
    made_by: "创建者",
    command_line: "命令行",
    expires: "有效期至",
    revoke: "撤回",
    created_title: |kind, email| match kind {
        LinkKind::Invite => format!("{email} 的邀请已创建"),
        LinkKind::Reset => format!("{email} 的链接已创建"),
    },
    created_text: |kind| match kind {
        LinkKind::Invite => "请立即复制并发送给对方。它只显示这一次，只能使用一次，7 天后失效。",
        LinkKind::Reset => "请立即复制并发送给对方。它只显示这一次，只能使用一次，24 小时后失效。",
    },
    created_done: "我已复制",
    shown_before: "此链接已显示过，无法再次显示。如果丢失，请重新创建。",
    change: "姓名和角色",
    runs_commands: "可以运行命令",
    runs_commands_hint: "获准的成员可以添加在本机运行命令的服务器。管理员本来就可以；只读用户不可以。",
    reset_title: "新密码",
    reset_text: "创建一个链接，对方可用它设置新密码。链接只能使用一次，有效期 24 小时。使用之前一切不变；使用之后，对方在所有地方退出登录。",
    reset: "创建链接",
    owns: "其私有内容",
    owns_nothing: "没有。",
    thing,
    delete_title: |name| format!("删除 {name}？"),
    delete_text: "对方将立即在所有地方退出登录，并且无法再次登录。",
    delete_keys: "以下密钥随之失效，使用它们的客户端将被拒绝：",
    delete_rest: "对方还拥有：",
    belongings: "其余内容如何处理？",
    hand_over: "移交",
    hand_over_hint: "服务器、命名空间和端点换一个所有者并继续运行。密钥失效：原持有者可能仍然知道它们。",
    delete_all: "删除",
    delete_all_hint: "使用这些端点的客户端将失去它们。",
    heir: "移交给",
    choose: "请选择",
    delete_button: "删除人员",
    oneself: "不能删除自己的账户。请让其他管理员来操作。",
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
        ThingKind::Server => "服务器",
        ThingKind::Namespace => "命名空间",
        ThingKind::Endpoint => "端点",
        ThingKind::ApiKey => "API 密钥",
    }
}
