//! Words of the page of API keys.

use crate::i18n::api_keys::ApiKeysMessages;

pub(super) const API_KEYS: ApiKeysMessages = ApiKeysMessages {
    title: "API 金鑰",
    one: "API 金鑰",
    lead: "用戶端憑金鑰存取端點。",
    create: "建立金鑰",
    name_hint: "便於識別：用在哪裡，或由誰使用。",
    name_example: "筆電，Cursor",
    private_hint: "可開啟公開端點和你自己的端點。",
    public_hint: "只能開啟公開端點。",
    search: "依名稱篩選",
    empty_title: "還沒有金鑰",
    empty_text: "為每個用戶端各建立一個，這樣停用其中一個不會影響其他用戶端。",
    active: "啟用",
    active_count: |n| format!("{n} 個啟用"),
    last_used: "上次使用",
    created_title: |name| format!("金鑰 {name} 已建立"),
    created_text: "請立即複製。它只顯示這一次：系統只儲存其指紋。",
    created_done: "我已複製",
    shown_before: "此金鑰已顯示過，無法再次顯示。如果遺失，請刪除並重新建立。",
    delete_title: |name| format!("刪除金鑰 {name}？"),
    delete_text: "使用它的用戶端將立即被拒絕。如只想暫時拒絕，請改為停用。",
    delete_button: "刪除金鑰",
};
