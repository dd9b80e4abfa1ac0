//! Words around providers of single sign-on.

use model::{CreationPolicy, Registration, SignInProblem};

use crate::i18n::sign_in::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    with: |name| format!("使用 {name} 登入"),
    or: "或",
    no_way_in: "密碼登入已關閉，也沒有啟用任何提供者。執行 MetaMCP 的人可以重新開啟：`metamcp settings password-sign-in on`",
    only_by: |name| format!("端點 {name} 僅限單一登入"),
    only_by_text: "請透過以下提供者之一登入，然後會回到用戶端的授權詢問。",
    only_by_nobody: "它的提供者都未啟用，沒有人能進入。請聯絡該端點的管理者。",
    you_are: |name| format!("你目前以 {name} 的身分用其他方式登入。"),
    link_title: "此帳號已存在",
    link_lead: |name, email| format!("帳號 {email} 已存在。輸入一次它的密碼，以後即可透過 {name} 登入。"),
    link_button: "連結並登入",
    link_other: "使用其他方式登入",
    problem,
    linked: "透過提供者登入",
    linked_text: "可用來在此登入的外部帳號。",
    provider: "提供者",
    account: "對應帳號",
    used: "上次使用",
    link: |name| format!("連結 {name}"),
    unlink: "取消連結",
    waiting: "等待核准的人員",
    waiting_since: "等待開始於",
    let_in: "核准",
    turn_away: "拒絕",
    title: "登入",
    lead: "人員的登入方式：密碼、單一登入提供者（OpenID Connect），或兩者皆可。",
    by_password: "密碼登入",
    by_password_text: "管理員連結了提供者帳號後才能關閉。命令列隨時可以重新開啟。",
    sign_up: "透過提供者加入新人員",
    sign_up_text: "提供者是否可以帶來此處沒有帳號的人員。如何處理由每個提供者決定。",
    registration: "透過表單註冊",
    registration_choice: |registration| match registration {
        Registration::Off => ("關閉", "任何人都不能自行建立帳號。"),
        Registration::Approved => ("等待核准", "登入頁面提供註冊；由管理員在人員頁面核准。"),
        Registration::Automatic => (
            "立即進入",
            "成為成員。僅適用於歡迎所有訪客的場合：地址不會被驗證。",
        ),
    },
    by_form: "表單",
    providers: "提供者",
    no_providers: "尚無提供者",
    no_providers_text: "Keycloak、Entra、Google、Authentik、Okta：任何支援 OpenID Connect 的服務。",
    people: "已連結帳號",
    add: "新增提供者",
    on: "開啟",
    off: "關閉",
    from_environment: "來自環境變數",
    declared_text: "連線方式由以 OIDC_ 開頭的變數決定，請在啟動 MetaMCP 的地方修改。",
    new_lead: "請先在提供者把 MetaMCP 註冊為 Web 應用程式，以取得用戶端 ID 和密鑰。",
    connection: "連線",
    name: "名稱",
    name_hint: "按鈕上的文字：使用 … 登入",
    slug: "路徑部分",
    slug_hint: "字母、數字、- 和 _。它是回呼 URL 的一部分，以後不應變更。",
    issuer: "簽發者（Issuer）",
    issuer_hint: "也可以填寫以 /.well-known/openid-configuration 結尾的探索文件 URL。",
    client_id: "用戶端 ID",
    client_secret: "用戶端密鑰",
    client_secret_hint: "公開用戶端請留空。密鑰加密儲存，不會再次顯示。",
    client_secret_kept: "已儲存一個密鑰。留空則保留。",
    scopes: "範圍（Scopes）",
    scopes_hint: "留空表示 openid email profile。",
    for_people: "對人員的影響",
    creation: "此處沒有帳號的人員",
    creation_choice: |policy| match policy {
        CreationPolicy::Approved => ("等待核准", "由管理員在人員頁面核准。"),
        CreationPolicy::Automatic => ("立即取得帳號", "適合只包含自己人員的提供者。"),
        CreationPolicy::Off => ("不予接納", "只有已連結的帳號可以登入。"),
    },
    allowed_domains: "郵件地址的網域",
    allowed_domains_hint: "只有使用這些網域的人員才能取得帳號。留空表示不限。",
    default_role: "角色",
    groups_claim: "群組的宣告（claim）",
    groups_claim_hint: "例如 groups、roles 或 realm_access.roles。留空表示沒有。",
    role_rules: "依群組分配角色",
    role_rules_hint: "每行一條：群組 = admin、member 或 viewer；每次登入時以第一條符合的為準。都不符合時使用上面的角色。",
    team_rules: "依群組加入團隊",
    team_rules_hint: "每行一條：群組 = 團隊，或 群組 = 團隊 (manager)；每次登入時所有符合的都生效。離開群組即離開團隊。手動加入的成員不受影響。",
    trust: "信任未經驗證的郵件地址",
    trust_hint: "僅適用於使用者不能自選地址的提供者。",
    enabled: "可用於登入",
    register: "需在提供者登記",
    register_text: "提供者只會把人員送回這些地址。",
    callback_url: "回呼位址（redirect URI）",
    sign_out_url: "登出之後",
    test: "測試",
    test_title: "提供者的回答",
    test_works: |facts| {
        let out = if facts.signs_out {
            "登出也會在提供者生效。"
        } else {
            "提供者不支援登出：只在此處登出。"
        };
        format!(
            "回答正常。登入位址為 {}；簽章金鑰共 {} 個。{out}",
            facts.authorization_endpoint, facts.keys
        )
    },
    test_fails: "無法使用此提供者",
    delete_title: |name| format!("刪除 {name}？"),
    delete_text: |people| match people {
        0 => "沒有人使用它登入。".to_owned(),
        people => format!("{people} 個已連結帳號將不能再登入。人員保留；沒有密碼的人需要你提供連結。"),
    },
    delete_button: "刪除提供者",
};

fn problem(problem: SignInProblem) -> (&'static str, &'static str) {
    match problem {
        SignInProblem::NoProvider => ("此提供者無法使用", "它已被刪除或關閉。請選擇其他登入方式。"),
        SignInProblem::Unreachable => (
            "提供者沒有正常回答",
            "請稍後再試。如果問題持續，管理員可以在記錄中找到原因，並測試該提供者。",
        ),
        SignInProblem::Refused => (
            "提供者沒有讓你登入",
            "你在那裡取消了登入，或提供者不允許你使用 MetaMCP。請重試，或聯絡提供者的管理者。",
        ),
        SignInProblem::Expired => (
            "此次登入已失效",
            "它已過期、已被使用，或是在另一個瀏覽器中開始的。請在這裡重新開始。",
        ),
        SignInProblem::Untrusted => (
            "無法驗證提供者的回答",
            "請重試。如果問題持續，管理員可以在記錄中找到原因。",
        ),
        SignInProblem::NoEmail => (
            "提供者沒有給出郵件地址",
            "帳號需要郵件地址。請讓提供者的管理者把它提供給 MetaMCP。",
        ),
        SignInProblem::UnverifiedEmail => ("你的郵件地址未經驗證", "請在提供者驗證地址，然後重新登入。"),
        SignInProblem::ForeignDomain => (
            "你的郵件地址不屬於這裡",
            "只有部分網域可以取得帳號。請使用其他地址登入，或聯絡管理員。",
        ),
        SignInProblem::AccountExists => (
            "使用你郵件地址的帳號已存在",
            "請像以前一樣登入，然後在帳號頁面連結該提供者。",
        ),
        SignInProblem::Closed => (
            "你在這裡沒有帳號",
            "目前不透過提供者接納新人員。請向管理員申請帳號。",
        ),
        SignInProblem::Waiting => ("只差一步", "需要管理員核准。核准後請重新登入。"),
        SignInProblem::TooManyWaiting => ("等待的人太多", "請讓管理員查看人員頁面，然後重新登入。"),
        SignInProblem::LinkedElsewhere => (
            "此帳號在這裡屬於其他人",
            "它已用於另一個人的登入。對方需要先取消連結。",
        ),
        SignInProblem::SignedOut => ("你在此期間登出了", "請登入，然後在帳號頁面重新連結。"),
        SignInProblem::NotSetUp => ("尚無第一個管理員", "請先在初始化頁面建立管理員。"),
        SignInProblem::TooMany => ("嘗試次數過多", "請等待一分鐘後再試。"),
        SignInProblem::Failed => (
            "我們這邊出了問題",
            "請重試。如果問題持續，管理員可以在記錄中找到原因。",
        ),
    }
}
