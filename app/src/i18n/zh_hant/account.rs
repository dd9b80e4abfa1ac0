//! Words of the account page.

use model::Role;

use crate::i18n::account::AccountMessages;

pub(super) const ACCOUNT: AccountMessages = AccountMessages {
    title: "帳號",
    lead: "你的資訊，以及此面板的顯示方式。",
    person: "你",
    email: "電子郵件地址",
    role: "角色",
    role_text: |role| match role {
        Role::Viewer => "可以查看公開內容，但不能變更。",
        Role::Member => "管理自己的伺服器、命名空間、端點和金鑰。",
        Role::Admin => "管理所有內容和人員。",
    },
    preferences: "語言和主題",
    session: "此工作階段",
    session_text: "只在此瀏覽器中登出。",
};
