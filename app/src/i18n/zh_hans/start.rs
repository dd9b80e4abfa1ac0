//! First run and sign-in.

use crate::i18n::start::StartMessages;

pub(super) const START: StartMessages = StartMessages {
    sign_in: "登录",
    email: "电子邮件",
    password: "密码",
    wrong_login: "电子邮件或密码不正确。",
    register: "创建账户",
    register_lead: "填写姓名、地址和密码。",
    register_waits: "管理员批准之后才能登录。不会透露某个地址是否已在此登记。",
    have_account: "我已有账户",
    no_account: "还没有账户？",
    setup_title: "欢迎使用 MetaMCP",
    setup_lead: "创建第一个管理员。只需填写一个表单，随后即可连接第一个服务器。",
    your_name: "你的姓名",
    password_hint: |min| format!("至少 {min} 个字符。几个词组成的密码比符号更容易记住。"),
    token: "初始化令牌",
    token_hint: "显示在启动 MetaMCP 的控制台中。由于你不在那台机器上，因此需要填写。",
    create_admin: "创建管理员",
    already_set_up: "MetaMCP 已完成初始化",
    already_set_up_text: "第一个管理员已经存在。请登录，或向管理员申请账户。",
    invited_title: "你已受邀",
    invited_lead: |email| format!("请为 {email} 设置姓名和密码。"),
    accept: "创建账户",
    reset_title: "新密码",
    reset_lead: |email| format!("请为 {email} 设置新密码。你将在其他所有地方退出登录。"),
    set_password: "设置密码",
    dead_link: "此链接无效",
    dead_link_text: "它已被使用、撤回、过期或不完整。如果你已完成设置，请直接登录；否则请向给你链接的人索取新的。",
};
