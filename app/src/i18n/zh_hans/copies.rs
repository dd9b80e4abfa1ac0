//! Words of cloning, exporting and importing namespaces.

use model::NamespacePart;

use crate::i18n::copies::CopiesMessages;

pub(super) const COPIES: CopiesMessages = CopiesMessages {
    clone: "克隆",
    clone_title: |name| format!("克隆 {name}"),
    clone_lead: "克隆拥有相同的服务器、别名和开关，对工具的改动也相同。端点仍发布原来的命名空间。",
    export: "导出",
    export_title: |name| format!("{name} 的文档"),
    export_lead: "可用于此处或别处的另一个命名空间；metamcp apply 也能读取。其中的服务器只有名称，没有设置和密钥。",
    import: "导入命名空间",
    import_lead: "粘贴导出的内容。在执行之前会先显示将要做什么。",
    document: "文档",
    document_hint: "含一个命名空间的 JSON。服务器按名称查找。",
    name_hint: "留空则使用文档中的名称。你已有的同名命名空间会被修改。",
    look: "查看将要做什么",
    plan: "导入将要做什么",
    plan_lead: "尚未执行任何操作。",
    creates: |name| format!("创建命名空间 {name}。"),
    changes: |name| format!("修改已存在的命名空间 {name}。文档未提及的内容会恢复为新建时的状态。"),
    changes_nothing: |name| format!("命名空间 {name} 已与文档一致。"),
    what_changes: "改动",
    servers: "服务器",
    no_servers: "无",
    tools: "工具",
    tool_counts: |off, changed| format!("停用 {off} 个，改写 {changed} 个"),
    missing: |n| format!("此处没有其中 {n} 个服务器"),
    missing_text: "可以不带它们导入。或先用这些名称添加服务器，再查看一次：",
    left_out: "部分工具被略去",
    left_out_text: "其服务器属于他人，且从未列出过这些工具：",
    tool_of: |tool, server| format!("{server} 的 {tool}"),
    do_import: "导入",
    do_import_without: "不带它们导入",
    other_document: "另一份文档",
    part: |part| match part {
        NamespacePart::Description => "描述",
        NamespacePart::Naming => "客户端看到的名称",
        NamespacePart::Changes => "服务器更改工具时的处理方式",
        NamespacePart::Servers => "服务器及其顺序",
        NamespacePart::Switches => "服务器的开关",
        NamespacePart::Aliases => "别名",
        NamespacePart::Tools => "工具的开关",
        NamespacePart::Overrides => "对工具的改动",
        NamespacePart::Middleware => "对请求和应答的处理",
    },
};
