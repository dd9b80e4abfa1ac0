//! Pages beside the dashboard.

use crate::i18n::plain::PlainMessages;

pub(super) const PLAIN: PlainMessages = PlainMessages {
    if_nothing_happens: "如果没有反应：",
    go_on: "继续",
    to_dashboard: "前往 MetaMCP",
    technical: "供客户端开发者参考：",
    address_title: "MetaMCP 不使用这个地址",
    address_lead: |address| {
        format!("你访问的是 {address}。使用其他地址时，登录、链接和客户端都无法正常工作。")
    },
    insecure_title: "此地址需要 https",
    insecure_lead: |address| format!("你访问的是 {address}。没有 https，浏览器会丢失你的登录状态。"),
    addresses: "可用的地址",
    add_address: "如果这个地址也是正确的，请在启动 MetaMCP 的地方设置以下变量，然后重新启动：",
    behind_a_proxy: "使用反向代理时：代理必须原样传递 Host 并设置 X-Forwarded-Proto，且 METAMCP_TRUSTED_PROXIES 必须包含该代理。",
    client_title: "无法连接此客户端",
    client_request: "它的请求有问题。请返回客户端重新连接；如果仍然不行，请查找更新的版本。",
    client_unknown: "MetaMCP 不认识这个客户端。请清除客户端保存的登录信息，然后重新连接。",
    client_waits: "需要管理员先接受这个客户端。",
    client_ours: "刚才无法完成。请稍后再试。",
    question_gone: "这个询问已过期，或者属于其他人。请返回客户端重新连接。",
    answer_not_saved: "无法保存回答。请稍后再试。",
    back_to_client: "返回客户端",
    close_afterwards: "之后可以关闭此页面。",
    to_sign_in: "前往登录",
    asked_there: "该服务器的授权服务器会在那里询问你。",
    server_title: "服务器未连接",
    to_provider: "前往你的提供方",
};
