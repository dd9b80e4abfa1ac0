//! First run and sign-in.

use crate::i18n::start::StartMessages;

pub(super) const START: StartMessages = StartMessages {
    sign_in: "登入",
    email: "電子郵件",
    password: "密碼",
    wrong_login: "電子郵件或密碼不正確。",
    setup_title: "歡迎使用 MetaMCP",
    setup_lead: "建立第一個管理員。只需填寫一張表單，接著就能連線第一個伺服器。",
    your_name: "你的姓名",
    password_hint: |min| format!("至少 {min} 個字元。幾個詞組成的密碼比符號更容易記住。"),
    token: "初始化權杖",
    token_hint: "顯示在啟動 MetaMCP 的主控台中。由於你不在那台機器上，因此需要填寫。",
    create_admin: "建立管理員",
    already_set_up: "MetaMCP 已完成初始化",
    already_set_up_text: "第一個管理員已經存在。請登入，或向管理員申請帳號。",
};
