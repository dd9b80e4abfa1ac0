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
    session: "此会话",
    session_text: "只在此浏览器中退出登录。",
};
