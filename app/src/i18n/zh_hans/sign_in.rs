//! Words around providers of single sign-on.

use model::{CreationPolicy, Registration, SignInProblem};

use crate::i18n::sign_in::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    with: |name| format!("使用 {name} 登录"),
    or: "或",
    no_way_in: "密码登录已关闭，也没有启用任何提供方。运行 MetaMCP 的人可以重新开启：`metamcp settings password-sign-in on`",
    only_by: |name| format!("端点 {name} 仅限单点登录"),
    only_by_text: "请通过以下提供方之一登录，然后会回到客户端的授权询问。",
    only_by_nobody: "它的提供方都未启用，没有人能进入。请联系该端点的管理者。",
    you_are: |name| format!("你目前以 {name} 的身份用其他方式登录。"),
    link_title: "此账户已存在",
    link_lead: |name, email| format!("账户 {email} 已存在。输入一次它的密码，以后即可通过 {name} 登录。"),
    link_button: "关联并登录",
    link_other: "使用其他方式登录",
    problem,
    linked: "通过提供方登录",
    linked_text: "可用来在此登录的外部账号。",
    provider: "提供方",
    account: "对应账号",
    used: "上次使用",
    link: |name| format!("关联 {name}"),
    unlink: "取消关联",
    waiting: "等待批准的人员",
    waiting_since: "等待开始于",
    let_in: "批准",
    turn_away: "拒绝",
    title: "登录",
    lead: "人员的登录方式：密码、单点登录提供方（OpenID Connect），或两者皆可。",
    by_password: "密码登录",
    by_password_text: "管理员关联了提供方账号后才能关闭。命令行随时可以重新开启。",
    sign_up: "通过提供方加入新人员",
    sign_up_text: "提供方是否可以带来此处没有账户的人员。如何处理由每个提供方决定。",
    registration: "通过表单注册",
    registration_choice: |registration| match registration {
        Registration::Off => ("关闭", "任何人都不能自行创建账户。"),
        Registration::Approved => ("等待批准", "登录页面提供注册；由管理员在人员页面批准。"),
        Registration::Automatic => (
            "立即进入",
            "成为成员。仅适用于欢迎所有访问者的场合：地址不会被验证。",
        ),
    },
    by_form: "表单",
    providers: "提供方",
    no_providers: "尚无提供方",
    no_providers_text: "Keycloak、Entra、Google、Authentik、Okta：任何支持 OpenID Connect 的服务。",
    people: "已关联账号",
    add: "添加提供方",
    on: "开启",
    off: "关闭",
    from_environment: "来自环境变量",
    declared_text: "连接方式由以 OIDC_ 开头的变量决定，请在启动 MetaMCP 的地方修改。",
    new_lead: "请先在提供方把 MetaMCP 注册为 Web 应用，以获得客户端 ID 和密钥。",
    connection: "连接",
    name: "名称",
    name_hint: "按钮上的文字：使用 … 登录",
    slug: "路径部分",
    slug_hint: "字母、数字、- 和 _。它是回调 URL 的一部分，以后不应更改。",
    issuer: "签发者（Issuer）",
    issuer_hint: "也可以填写以 /.well-known/openid-configuration 结尾的发现文档 URL。",
    client_id: "客户端 ID",
    client_secret: "客户端密钥",
    client_secret_hint: "公共客户端请留空。密钥加密保存，不会再次显示。",
    client_secret_kept: "已保存一个密钥。留空则保留。",
    scopes: "范围（Scopes）",
    scopes_hint: "留空表示 openid email profile。",
    for_people: "对人员的影响",
    creation: "此处没有账户的人员",
    creation_choice: |policy| match policy {
        CreationPolicy::Approved => ("等待批准", "由管理员在人员页面批准。"),
        CreationPolicy::Automatic => ("立即获得账户", "适合只包含自己人员的提供方。"),
        CreationPolicy::Off => ("不予接纳", "只有已关联的账号可以登录。"),
    },
    allowed_domains: "邮件地址的域名",
    allowed_domains_hint: "只有使用这些域名的人员才能获得账户。留空表示不限。",
    default_role: "角色",
    groups_claim: "组的声明（claim）",
    groups_claim_hint: "例如 groups、roles 或 realm_access.roles。留空表示没有。",
    role_rules: "按组分配角色",
    role_rules_hint: "每行一条：组 = admin、member 或 viewer；每次登录时以第一条符合的为准。都不符合时使用上面的角色。",
    team_rules: "按组加入团队",
    team_rules_hint: "每行一条：组 = 团队，或 组 = 团队 (manager)；每次登录时所有符合的都生效。离开组即离开团队。手动加入的成员不受影响。",
    trust: "信任未经验证的邮件地址",
    trust_hint: "仅适用于用户不能自选地址的提供方。",
    enabled: "可用于登录",
    register: "需在提供方登记",
    register_text: "提供方只会把人员送回这些地址。",
    callback_url: "回调地址（redirect URI）",
    sign_out_url: "退出登录之后",
    test: "测试",
    test_title: "提供方的回答",
    test_works: |facts| {
        let out = if facts.signs_out {
            "退出登录也会在提供方生效。"
        } else {
            "提供方不支持退出登录：只在此处退出。"
        };
        format!(
            "回答正常。登录地址为 {}；签名密钥共 {} 个。{out}",
            facts.authorization_endpoint, facts.keys
        )
    },
    test_fails: "无法使用此提供方",
    delete_title: |name| format!("删除 {name}？"),
    delete_text: |people| match people {
        0 => "没有人使用它登录。".to_owned(),
        people => format!("{people} 个已关联账号将不能再登录。人员保留；没有密码的人需要你提供链接。"),
    },
    delete_button: "删除提供方",
};

fn problem(problem: SignInProblem) -> (&'static str, &'static str) {
    match problem {
        SignInProblem::NoProvider => ("此提供方不可用", "它已被删除或关闭。请选择其他登录方式。"),
        SignInProblem::Unreachable => (
            "提供方没有正常回答",
            "请稍后再试。如果问题持续，管理员可以在日志中找到原因，并测试该提供方。",
        ),
        SignInProblem::Refused => (
            "提供方没有让你登录",
            "你在那里取消了登录，或提供方不允许你使用 MetaMCP。请重试，或联系提供方的管理者。",
        ),
        SignInProblem::Expired => (
            "此次登录已失效",
            "它已过期、已被使用，或是在另一个浏览器中开始的。请在这里重新开始。",
        ),
        SignInProblem::Untrusted => (
            "无法验证提供方的回答",
            "请重试。如果问题持续，管理员可以在日志中找到原因。",
        ),
        SignInProblem::NoEmail => (
            "提供方没有给出邮件地址",
            "账户需要邮件地址。请让提供方的管理者把它提供给 MetaMCP。",
        ),
        SignInProblem::UnverifiedEmail => ("你的邮件地址未经验证", "请在提供方验证地址，然后重新登录。"),
        SignInProblem::ForeignDomain => (
            "你的邮件地址不属于这里",
            "只有部分域名可以获得账户。请使用其他地址登录，或联系管理员。",
        ),
        SignInProblem::AccountExists => (
            "使用你邮件地址的账户已存在",
            "请像以前一样登录，然后在账户页面关联该提供方。",
        ),
        SignInProblem::Closed => (
            "你在这里没有账户",
            "目前不通过提供方接纳新人员。请向管理员申请账户。",
        ),
        SignInProblem::Waiting => ("只差一步", "需要管理员批准。批准后请重新登录。"),
        SignInProblem::TooManyWaiting => ("等待的人太多", "请让管理员查看人员页面，然后重新登录。"),
        SignInProblem::LinkedElsewhere => (
            "此账号在这里属于其他人",
            "它已用于另一个人的登录。对方需要先取消关联。",
        ),
        SignInProblem::SignedOut => ("你在此期间退出了登录", "请登录，然后在账户页面重新关联。"),
        SignInProblem::NotSetUp => ("尚无第一个管理员", "请先在初始化页面创建管理员。"),
        SignInProblem::TooMany => ("尝试次数过多", "请等待一分钟后再试。"),
        SignInProblem::Failed => (
            "我们这边出了问题",
            "请重试。如果问题持续，管理员可以在日志中找到原因。",
        ),
    }
}
