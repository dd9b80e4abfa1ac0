//! Words on what servers are told of who calls them.

use crate::i18n::callers::CallerMessages;

pub(super) const CALLERS: CallerMessages = CallerMessages {
    title: "调用者",
    lead: "告诉服务器是谁在调用。调用者自己的令牌和密钥永远不会传给它。",
    passed: "透传的客户端请求头",
    passed_hint: "每行一个名称。它们只随带来它们的那次调用发送。",
    identity: "签名说明调用者",
    identity_hint: "每个请求都带有 X-MetaMCP-Identity，即一份已签名的声明（JWT），服务器可用 /.well-known/jwks.json 中的公钥验证。",
    email: "包含电子邮件地址",
    name: "包含姓名",
};
