//! Words of the namespaces pages.

use crate::i18n::namespaces::NamespacesMessages;

pub(super) const NAMESPACES: NamespacesMessages = NamespacesMessages {
    title: "命名空間",
    one: "命名空間",
    lead: "將伺服器分組，並選擇用戶端可見的工具。",
    create: "建立命名空間",
    search: "依名稱或伺服器篩選",
    empty_title: "還沒有命名空間",
    empty_text: "命名空間將伺服器分組，並決定用戶端能看到哪些工具。快速連線會自動建立一個。",
    tools_on: |on, total| {
        if total == 0 {
            "沒有工具".to_owned()
        } else {
            format!("{on} / {total} 啟用")
        }
    },
    counts: |servers, on, total| {
        if total == 0 {
            format!("{servers} 個伺服器 · 沒有工具")
        } else {
            format!("{servers} 個伺服器 · 已啟用 {on} / {total} 個工具")
        }
    },
    not_published: "未發布",
    as_server: "作為伺服器",
    publish: "發布",
    name_hint: "字母、數字、- 和 _。",
    description_hint: "會作為使用說明傳給用戶端。",
    servers_hint: "用戶端依此清單的順序看到工具。所選伺服器旁邊是它的別名，加在其工具和提示詞名稱之前；留空則不加。",
    alias_of: |name| format!("{name} 的別名"),
    naming: "用戶端看到的名稱",
    naming_always: "一律帶伺服器名",
    naming_always_hint: "time__now。無論之後加入什麼，名稱都不變。",
    naming_on_collision: "需要時帶伺服器名",
    naming_on_collision_hint: "now；當另一個伺服器也有 now 時為 time__now。",
    naming_never: "從不帶伺服器名",
    naming_never_hint: "now。使用相同名稱的兩個伺服器不能同時啟用。",
    no_servers_title: "沒有可選的伺服器",
    no_servers_text: "可以先建立空的命名空間，之後再加入伺服器。",
    move_up: |name| format!("上移 {name}"),
    move_down: |name| format!("下移 {name}"),
    new_lead: "現在選擇伺服器；之後可在其頁面中開關各個工具。",
    edit_title: "編輯命名空間",
    edit_lead: "保留的伺服器會沿用其開關狀態。已連線的用戶端會立即收到通知。",
    delete_title: |name| format!("刪除命名空間 {name}？"),
    delete_text: "其工具的選擇會遺失，伺服器會保留。",
    delete_button: "刪除命名空間",
    in_use_title: |name| format!("{name} 暫時無法刪除"),
    in_use_text: "以下端點正在發布它。請先讓它們發布其他命名空間，或將其刪除：",
    in_use_as_server: "以下伺服器代表它。請先讓它們代表其他命名空間，或將其刪除：",
    search_tools: "搜尋工具，支援 /正規表示式/",
    bad_pattern: "斜線之間的內容不是有效的正規表示式。",
    select: "選取",
    select_tool: |name| format!("選取 {name}"),
    selected: |n| {
        if n == 0 {
            "全選".to_owned()
        } else {
            format!("已選 {n} 個")
        }
    },
    switch: "開關",
    original: "原名",
    exposed: "用戶端看到",
    hidden: "已隱藏",
    without_servers_title: "此命名空間中沒有伺服器",
    without_servers_text: "選擇要讓用戶端看到其工具的伺服器。",
    choose_servers: "選擇伺服器",
};
