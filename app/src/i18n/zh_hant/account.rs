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
    password: "密碼",
    password_text: "變更後，你在此處保持登入，在其他所有地方登出。",
    current_password: "目前的密碼",
    new_password: "新密碼",
    change_password: "變更密碼",
    no_password: "你沒有密碼。管理員可以給你一個連結，用它來設定密碼。",
    sessions: "你登入的位置",
    sessions_text: "結束不認得的工作階段，然後變更密碼。",
    agent: |agent| match (&agent.browser, &agent.system) {
        (Some(browser), Some(system)) => format!("{browser}（{system}）"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "未知瀏覽器".to_owned(),
    },
    browser: "瀏覽器",
    signed_in_by: "登入方式",
    by_password: "密碼",
    by_gone_provider: "已刪除的提供者",
    address: "位址",
    since: "登入時間",
    last_seen: "上次使用",
    this_one: "目前的工作階段",
    end_session: "結束",
    end_others: "結束所有其他工作階段",
};
