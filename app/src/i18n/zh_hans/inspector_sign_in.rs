//! Words of a client of the inspector on its way to a token.

use crate::i18n::inspector_sign_in::InspectorSignInMessages;

pub(super) const INSPECTOR_SIGN_IN: InspectorSignInMessages = InspectorSignInMessages {
    title: "客户端登录",
    title_of: |name| format!("登录 {name}"),
    lead: "客户端像任何客户端一样取得此端点的令牌。途中的每个请求都在这里。",
    oauth: "通过 OAuth 取得令牌",
    oauth_hint: "用于启用 OAuth 的端点：客户端像其他客户端一样登录，并显示每一步。",
    how: "客户端如何登录",
    your_turn: "轮到您了",
    your_turn_text: "您的浏览器将前往授权服务器，由其询问您，然后返回此处。",
    go_on: "登录并允许",
    has_token: "客户端已取得令牌。检查结束时令牌会被归还。",
    to_inspection: "前往检查",
    again: "重新开始",
    in_browser: "在您的浏览器中",
    details: "详情",
    sent: "已发送",
    came: "返回内容",
    challenge: "不带令牌请求端点",
    resource: "端点对自身的说明",
    server: "授权服务器对自身的说明",
    register: "客户端自行注册",
    authorize: "您的浏览器询问您",
    back: "您的浏览器返回",
    token: "用授权码换取令牌",
    nothing_asked: "端点没有要求令牌：无需登录。请以您自己的身份检查，或为其启用 OAuth。",
    no_way_on: "最后的回答没有说明如何继续。其他客户端也会在此停止。",
    elsewhere: "其令牌来自另一个授权服务器，该服务器必须认识其客户端。请在那里取得令牌，并将其作为密钥提供。",
    no_registration: "客户端不能在此自行注册。管理员可以在 OAuth 客户端中允许；或将令牌作为密钥提供。",
    refused: "最后的回答是拒绝，其中说明了原因。",
};
