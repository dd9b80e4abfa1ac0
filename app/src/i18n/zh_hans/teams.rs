//! Words of the pages of teams, and of giving things to another owner.

use model::OwnedThing;

use crate::i18n::teams::TeamsMessages;

pub(super) const TEAMS: TeamsMessages = TeamsMessages {
    title: "团队",
    one: "团队",
    lead: "共同管理服务器、命名空间、端点和密钥的人。",
    create: "创建团队",
    new_lead: "成员能看到团队拥有的内容；角色允许管理内容的成员还可以更改它们。",
    search: "按名称筛选",
    empty_title: "还没有团队",
    empty_text: "创建团队，加入成员，然后在共享的内容上选择它作为所有者。",
    empty_text_for_members: "你不在任何团队中。团队由管理员创建并加入成员。",
    mine: "你的",
    team_named: |name| format!("团队 {name}"),
    visibility_hint: "团队成员和管理员可以看到。",
    whose: "归属",
    everybodys: "公开",
    of_teams: "团队",
    ones_own: "我自己的",
    change: "名称和描述",
    owns: "团队拥有的内容",
    members: "成员",
    no_members: "还没有成员。",
    since: "加入时间",
    manager: "负责人",
    manager_hint: "负责人还管理成员。",
    by_provider: |name| format!("由 {name} 加入"),
    make_manager: "设为负责人",
    make_member: "设为普通成员",
    add_member: "添加成员",
    email_hint: "对方登录时使用的地址。",
    remove: "移出",
    leave: "退出团队",
    delete_text: "成员将立即失去团队拥有的内容。",
    delete_rest: "团队还拥有：",
    delete_button: "删除团队",
    owner: "当前所有者",
    hand_over: "更换所有者",
    hand_over_title: |name| format!("更换 {name} 的所有者"),
    hand_over_lead: "先查看会发生什么。确认之前不会有任何改变。",
    look: "查看会发生什么",
    oneself: "我",
    nobody_else: "没有可以移交的对象。",
    consequences: "会发生什么",
    nothing_breaks: "其他内容的所有者不变，所有密钥继续有效。",
    along: "以下内容将换成同一所有者，否则它们无法再一起使用：",
    in_the_way: "以下内容依赖于它，而你无法更改。请联系有权更改的人：",
    hidden: |n| format!("还有 {n} 项他人的内容依赖于它。请联系管理员。"),
    taken: "新所有者已有同名内容。请先重命名或删除其中之一：",
    locked_out: "以下密钥将无法再打开该端点：",
    hand_over_all: "全部更换所有者",
};

/// What hangs on a thing.
pub(super) fn in_the_way(things: &[OwnedThing], hidden: usize) -> String {
    let known = super::people::things(things, "、");
    match (known.is_empty(), hidden) {
        (_, 0) => known,
        (true, hidden) => format!("他人的 {hidden} 项内容"),
        (false, hidden) => format!("{known}，以及他人的 {hidden} 项内容"),
    }
}
