//! Words of the account page.

use model::Role;

use crate::i18n::account::AccountMessages;

pub(super) const ACCOUNT: AccountMessages = AccountMessages {
    title: "账户",
    lead: "你的信息，以及此面板的显示方式。",
    person: "你",
    email: "电子邮件地址",
    role: "角色",
    role_text: |role| match role {
        Role::Viewer => "可以查看公开内容，但不能更改。",
        Role::Member => "管理自己的服务器、命名空间、端点和密钥。",
        Role::Admin => "管理所有内容和人员。",
    },
    preferences: "语言和主题",
    password: "密码",
    password_text: "更改后，你在此处保持登录，在其他所有地方退出登录。",
    current_password: "当前密码",
    new_password: "新密码",
    change_password: "更改密码",
    no_password: "你没有密码。管理员可以给你一个链接，用它来设置密码。",
    sessions: "你登录的位置",
    sessions_text: "结束不认识的会话，然后更改密码。",
    agent: |agent| match (&agent.browser, &agent.system) {
        (Some(browser), Some(system)) => format!("{browser}（{system}）"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "未知浏览器".to_owned(),
    },
    browser: "浏览器",
    signed_in_by: "登录方式",
    by_password: "密码",
    by_gone_provider: "已删除的提供方",
    address: "地址",
    since: "登录时间",
    last_seen: "上次使用",
    this_one: "当前会话",
    end_session: "结束",
    end_others: "结束所有其他会话",
};
