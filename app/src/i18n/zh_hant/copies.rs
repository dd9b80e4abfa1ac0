//! Words of cloning, exporting and importing namespaces.

use model::NamespacePart;

use crate::i18n::copies::CopiesMessages;

pub(super) const COPIES: CopiesMessages = CopiesMessages {
    clone: "複製",
    clone_title: |name| format!("複製 {name}"),
    clone_lead: "複本擁有相同的伺服器、別名和開關，對工具的改動也相同。端點仍發布原來的命名空間。",
    export: "匯出",
    export_title: |name| format!("{name} 的文件"),
    export_lead: "可用於此處或別處的另一個命名空間；metamcp apply 也能讀取。其中的伺服器只有名稱，沒有設定和密鑰。",
    import: "匯入命名空間",
    import_lead: "貼上匯出的內容。在執行之前會先顯示將要做什麼。",
    document: "文件",
    document_hint: "含一個命名空間的 JSON。伺服器依名稱尋找。",
    name_hint: "留空則使用文件中的名稱。你已有的同名命名空間會被修改。",
    look: "查看將要做什麼",
    plan: "匯入將要做什麼",
    plan_lead: "尚未執行任何操作。",
    creates: |name| format!("建立命名空間 {name}。"),
    changes: |name| format!("修改已存在的命名空間 {name}。文件未提及的內容會恢復為新建時的狀態。"),
    changes_nothing: |name| format!("命名空間 {name} 已與文件一致。"),
    what_changes: "變更",
    servers: "伺服器",
    no_servers: "無",
    tools: "工具",
    tool_counts: |off, changed| format!("停用 {off} 個，改寫 {changed} 個"),
    missing: |n| format!("此處沒有其中 {n} 個伺服器"),
    missing_text: "可以不帶它們匯入。或先用這些名稱加入伺服器，再查看一次：",
    left_out: "部分工具被略去",
    left_out_text: "其伺服器屬於他人，且從未列出過這些工具：",
    tool_of: |tool, server| format!("{server} 的 {tool}"),
    do_import: "匯入",
    do_import_without: "不帶它們匯入",
    other_document: "另一份文件",
    part: |part| match part {
        NamespacePart::Description => "描述",
        NamespacePart::Naming => "用戶端看到的名稱",
        NamespacePart::Changes => "伺服器變更工具時的處理方式",
        NamespacePart::Servers => "伺服器及其順序",
        NamespacePart::Switches => "伺服器的開關",
        NamespacePart::Aliases => "別名",
        NamespacePart::Tools => "工具的開關",
        NamespacePart::Overrides => "對工具的改動",
        NamespacePart::Middleware => "對請求和回應的處理",
    },
};
