//! Words of the pages of teams, and of giving things to another owner.

use model::OwnedThing;

use crate::i18n::teams::TeamsMessages;

pub(super) const TEAMS: TeamsMessages = TeamsMessages {
    title: "團隊",
    one: "團隊",
    lead: "共同管理伺服器、命名空間、端點和金鑰的人。",
    create: "建立團隊",
    new_lead: "成員能看到團隊擁有的內容；角色允許管理內容的成員還可以變更它們。",
    search: "依名稱篩選",
    empty_title: "還沒有團隊",
    empty_text: "建立團隊，加入成員，然後在共享的內容上選擇它作為擁有者。",
    empty_text_for_members: "你不在任何團隊中。團隊由管理員建立並加入成員。",
    mine: "你的",
    team_named: |name| format!("團隊 {name}"),
    visibility_hint: "團隊成員和管理員可以看到。",
    whose: "歸屬",
    everybodys: "公開",
    of_teams: "團隊",
    ones_own: "我自己的",
    change: "名稱和描述",
    owns: "團隊擁有的內容",
    members: "成員",
    no_members: "還沒有成員。",
    since: "加入時間",
    manager: "負責人",
    manager_hint: "負責人還管理成員。",
    by_provider: |name| format!("由 {name} 加入"),
    make_manager: "設為負責人",
    make_member: "設為一般成員",
    add_member: "新增成員",
    email_hint: "對方登入時使用的地址。",
    remove: "移出",
    leave: "退出團隊",
    delete_text: "成員將立即失去團隊擁有的內容。",
    delete_rest: "團隊還擁有：",
    delete_button: "刪除團隊",
    owner: "目前擁有者",
    hand_over: "更換擁有者",
    hand_over_title: |name| format!("更換 {name} 的擁有者"),
    hand_over_lead: "先查看會發生什麼。確認之前不會有任何改變。",
    look: "查看會發生什麼",
    oneself: "我",
    nobody_else: "沒有可以移交的對象。",
    consequences: "會發生什麼",
    nothing_breaks: "其他內容的擁有者不變，所有金鑰繼續有效。",
    along: "以下內容將換成同一擁有者，否則它們無法再一起使用：",
    in_the_way: "以下內容依賴於它，而你無法變更。請聯絡有權變更的人：",
    hidden: |n| format!("還有 {n} 項他人的內容依賴於它。請聯絡管理員。"),
    taken: "新擁有者已有同名內容。請先重新命名或刪除其中之一：",
    locked_out: "以下金鑰將無法再開啟該端點：",
    hand_over_all: "全部更換擁有者",
};

/// What hangs on a thing.
pub(super) fn in_the_way(things: &[OwnedThing], hidden: usize) -> String {
    let known = super::people::things(things, "、");
    match (known.is_empty(), hidden) {
        (_, 0) => known,
        (true, hidden) => format!("他人的 {hidden} 項內容"),
        (false, hidden) => format!("{known}，以及他人的 {hidden} 項內容"),
    }
}
