//! First run and sign-in.

use crate::i18n::start::StartMessages;

pub(super) const START: StartMessages = StartMessages {
    sign_in: "登入",
    email: "電子郵件",
    password: "密碼",
    wrong_login: "電子郵件或密碼不正確。",
    register: "建立帳號",
    register_lead: "填寫姓名、地址和密碼。",
    register_waits: "管理員核准之後才能登入。不會透露某個地址是否已在此登記。",
    have_account: "我已有帳號",
    no_account: "還沒有帳號？",
    setup_title: "歡迎使用 MetaMCP",
    setup_lead: "建立第一個管理員。只需填寫一張表單，接著就能連線第一個伺服器。",
    your_name: "你的姓名",
    password_hint: |min| format!("至少 {min} 個字元。幾個詞組成的密碼比符號更容易記住。"),
    token: "初始化權杖",
    token_hint: "顯示在啟動 MetaMCP 的主控台中。由於你不在那台機器上，因此需要填寫。",
    create_admin: "建立管理員",
    already_set_up: "MetaMCP 已完成初始化",
    already_set_up_text: "第一個管理員已經存在。請登入，或向管理員申請帳號。",
    invited_title: "你已受邀",
    invited_lead: |email| format!("請為 {email} 設定姓名和密碼。"),
    accept: "建立帳號",
    reset_title: "新密碼",
    reset_lead: |email| format!("請為 {email} 設定新密碼。你將在其他所有地方登出。"),
    set_password: "設定密碼",
    dead_link: "此連結無效",
    dead_link_text: "它已被使用、撤回、過期或不完整。如果你已完成設定，請直接登入；否則請向給你連結的人索取新的。",
};
