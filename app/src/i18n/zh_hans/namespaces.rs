//! Words of the namespaces pages.

use crate::i18n::namespaces::NamespacesMessages;

pub(super) const NAMESPACES: NamespacesMessages = NamespacesMessages {
    title: "命名空间",
    one: "命名空间",
    lead: "将服务器分组，并选择客户端可见的工具。",
    create: "创建命名空间",
    search: "按名称或服务器筛选",
    empty_title: "还没有命名空间",
    empty_text: "命名空间将服务器分组，并决定客户端能看到哪些工具。快速连接会自动创建一个。",
    tools_on: |on, total| {
        if total == 0 {
            "没有工具".to_owned()
        } else {
            format!("{on} / {total} 启用")
        }
    },
    counts: |servers, on, total| {
        if total == 0 {
            format!("{servers} 个服务器 · 没有工具")
        } else {
            format!("{servers} 个服务器 · 已启用 {on} / {total} 个工具")
        }
    },
    not_published: "未发布",
    as_server: "作为服务器",
    publish: "发布",
    name_hint: "字母、数字、- 和 _。",
    description_hint: "会作为使用说明发给客户端。",
    servers_hint: "客户端按此列表的顺序看到工具。所选服务器旁边是它的别名，加在其工具和提示词名称之前；留空则不加。",
    alias_of: |name| format!("{name} 的别名"),
    naming: "客户端看到的名称",
    naming_always: "始终带服务器名",
    naming_always_hint: "time__now。无论之后添加什么，名称都不变。",
    naming_on_collision: "需要时带服务器名",
    naming_on_collision_hint: "now；当另一个服务器也有 now 时为 time__now。",
    naming_never: "从不带服务器名",
    naming_never_hint: "now。使用相同名称的两个服务器不能同时启用。",
    no_servers_title: "没有可选的服务器",
    no_servers_text: "可以先创建空的命名空间，之后再添加服务器。",
    move_up: |name| format!("上移 {name}"),
    move_down: |name| format!("下移 {name}"),
    new_lead: "现在选择服务器；之后可在其页面中开关各个工具。",
    edit_title: "编辑命名空间",
    edit_lead: "保留的服务器会沿用其开关状态。已连接的客户端会立即收到通知。",
    delete_title: |name| format!("删除命名空间 {name}？"),
    delete_text: "其工具的选择会丢失，服务器会保留。",
    delete_button: "删除命名空间",
    in_use_title: |name| format!("{name} 暂时无法删除"),
    in_use_text: "以下端点正在发布它。请先让它们发布其他命名空间，或将其删除：",
    in_use_as_server: "以下服务器代表它。请先让它们代表其他命名空间，或将其删除：",
    search_tools: "搜索工具，支持 /正则/",
    bad_pattern: "斜杠之间的内容不是有效的正则表达式。",
    select: "选择",
    select_tool: |name| format!("选择 {name}"),
    selected: |n| {
        if n == 0 {
            "全选".to_owned()
        } else {
            format!("已选 {n} 个")
        }
    },
    switch: "开关",
    original: "原名",
    exposed: "客户端看到",
    hidden: "已隐藏",
    without_servers_title: "此命名空间中没有服务器",
    without_servers_text: "选择要让客户端看到其工具的服务器。",
    choose_servers: "选择服务器",
};
