//! Words of the page of API keys.

use crate::i18n::api_keys::ApiKeysMessages;

pub(super) const API_KEYS: ApiKeysMessages = ApiKeysMessages {
    title: "API 密钥",
    one: "API 密钥",
    lead: "客户端凭密钥访问端点。",
    create: "创建密钥",
    name_hint: "便于识别：用在哪里，或由谁使用。",
    name_example: "笔记本电脑，Cursor",
    private_hint: "可打开公开端点和你自己的端点。",
    public_hint: "只能打开公开端点。",
    search: "按名称筛选",
    empty_title: "还没有密钥",
    empty_text: "为每个客户端单独创建一个，这样停用其中一个不会影响其他客户端。",
    active: "启用",
    active_count: |n| format!("{n} 个启用"),
    last_used: "上次使用",
    created_title: |name| format!("密钥 {name} 已创建"),
    created_text: "请立即复制。它只显示这一次：系统只保存其指纹。",
    created_done: "我已复制",
    shown_before: "此密钥已显示过，无法再次显示。如果丢失，请删除并重新创建。",
    delete_title: |name| format!("删除密钥 {name}？"),
    delete_text: "使用它的客户端将立即被拒绝。如只想暂时拒绝，请改为停用。",
    delete_button: "删除密钥",
};
