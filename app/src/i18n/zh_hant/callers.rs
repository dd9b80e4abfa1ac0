//! Words on what servers are told of who calls them.

use crate::i18n::callers::CallerMessages;

pub(super) const CALLERS: CallerMessages = CallerMessages {
    title: "呼叫者",
    lead: "告訴伺服器是誰在呼叫。呼叫者自己的權杖和金鑰永遠不會傳給它。",
    passed: "轉送的用戶端標頭",
    passed_hint: "每行一個名稱。它們只隨帶來它們的那次呼叫傳送。",
    identity: "簽章說明呼叫者",
    identity_hint: "每個請求都帶有 X-MetaMCP-Identity，即一份已簽章的聲明（JWT），伺服器可用 /.well-known/jwks.json 中的公鑰驗證。",
    email: "包含電子郵件地址",
    name: "包含姓名",
};
