//! Pages beside the dashboard.

use crate::i18n::plain::PlainMessages;

pub(super) const PLAIN: PlainMessages = PlainMessages {
    if_nothing_happens: "如果沒有反應：",
    go_on: "繼續",
    to_dashboard: "前往 MetaMCP",
    technical: "供用戶端開發者參考：",
    address_title: "MetaMCP 不使用這個位址",
    address_lead: |address| {
        format!("你造訪的是 {address}。使用其他位址時，登入、連結和用戶端都無法正常運作。")
    },
    insecure_title: "此位址需要 https",
    insecure_lead: |address| format!("你造訪的是 {address}。沒有 https，瀏覽器會遺失你的登入狀態。"),
    addresses: "可用的位址",
    add_address: "如果這個位址也是正確的，請在啟動 MetaMCP 的地方設定以下變數，然後重新啟動：",
    behind_a_proxy: "使用反向代理時：代理必須原樣傳遞 Host 並設定 X-Forwarded-Proto，且 METAMCP_TRUSTED_PROXIES 必須包含該代理。",
    client_title: "無法連接此用戶端",
    client_request: "它的請求有問題。請返回用戶端重新連接；如果仍然不行，請尋找更新的版本。",
    client_unknown: "MetaMCP 不認識這個用戶端。請清除用戶端儲存的登入資訊，然後重新連接。",
    client_waits: "需要管理員先接受這個用戶端。",
    client_ours: "剛才無法完成。請稍後再試。",
    question_gone: "這個詢問已過期，或者屬於其他人。請返回用戶端重新連接。",
    answer_not_saved: "無法儲存回答。請稍後再試。",
    back_to_client: "返回用戶端",
    close_afterwards: "之後可以關閉此頁面。",
    to_sign_in: "前往登入",
    asked_there: "該伺服器的授權伺服器會在那裡詢問你。",
    server_title: "伺服器未連接",
    to_provider: "前往你的提供方",
};
