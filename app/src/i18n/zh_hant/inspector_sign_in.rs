//! Words of a client of the inspector on its way to a token.

use crate::i18n::inspector_sign_in::InspectorSignInMessages;

pub(super) const INSPECTOR_SIGN_IN: InspectorSignInMessages = InspectorSignInMessages {
    title: "用戶端登入",
    title_of: |name| format!("登入 {name}"),
    lead: "用戶端像任何用戶端一樣取得此端點的權杖。途中的每個請求都在這裡。",
    oauth: "透過 OAuth 取得權杖",
    oauth_hint: "用於啟用 OAuth 的端點：用戶端像其他用戶端一樣登入，並顯示每一步。",
    how: "用戶端如何登入",
    your_turn: "輪到您了",
    your_turn_text: "您的瀏覽器將前往授權伺服器，由其詢問您，然後返回此處。",
    go_on: "登入並允許",
    has_token: "用戶端已取得權杖。檢查結束時權杖會被歸還。",
    to_inspection: "前往檢查",
    again: "重新開始",
    in_browser: "在您的瀏覽器中",
    details: "詳細資訊",
    sent: "已傳送",
    came: "傳回內容",
    challenge: "不帶權杖請求端點",
    resource: "端點對自身的說明",
    server: "授權伺服器對自身的說明",
    register: "用戶端自行註冊",
    authorize: "您的瀏覽器詢問您",
    back: "您的瀏覽器返回",
    token: "以授權碼換取權杖",
    nothing_asked: "端點沒有要求權杖：無需登入。請以您自己的身分檢查，或為其啟用 OAuth。",
    no_way_on: "最後的回答沒有說明如何繼續。其他用戶端也會在此停止。",
    elsewhere: "其權杖來自另一個授權伺服器，該伺服器必須認識其用戶端。請在那裡取得權杖，並將其作為金鑰提供。",
    no_registration: "用戶端不能在此自行註冊。管理員可以在 OAuth 用戶端中允許；或將權杖作為金鑰提供。",
    refused: "最後的回答是拒絕，其中說明了原因。",
};
