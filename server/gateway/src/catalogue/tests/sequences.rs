//! Whatever happens one after the other: people rename and switch, servers change, people approve.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use model::{NamingPolicy, ServerId, ToolOverride};
use proptest::prelude::*;

use super::{Catalogue, Member, member, no_links, offering, tool};
use crate::{ApprovedTools, Offering};

const TOOLS: [&str; 3] = ["a", "b", "c"];
const PREFIXES: [&str; 2] = ["s0", "s1"];

/// A tool of one of the two servers.
type Place = (usize, &'static str);

/// Something that happens.
#[derive(Debug, Clone)]
enum Event {
    /// Somebody gives a tool a name, or takes it back.
    Rename(Place, Option<String>),
    /// Somebody makes something else of a tool.
    Override(Place, Option<String>),
    /// Somebody switches a tool.
    Switch(Place),
    /// Somebody switches a server.
    SwitchServer(usize),
    /// A server says something else of a tool.
    Change(Place, u8),
    /// A server takes a tool away, or brings it back.
    List(Place),
    /// Somebody approves what a tool says now.
    Approve(Place),
}

fn event() -> impl Strategy<Value = Event> {
    let place = || (0..PREFIXES.len(), prop::sample::select(TOOLS.to_vec()));
    // Few names, so that they collide: with each other, and with those that the policy makes.
    let name = prop_oneof![Just(None), "(a|b|s0|s1)(__(a|b|c))?|c".prop_map(Some)];
    prop_oneof![
        (place(), name).prop_map(|(place, name)| Event::Rename(place, name)),
        (place(), any::<Option<bool>>())
            .prop_map(|(place, words)| Event::Override(place, words.map(|it| it.to_string()))),
        place().prop_map(Event::Switch),
        (0..PREFIXES.len()).prop_map(Event::SwitchServer),
        (place(), 0..3_u8).prop_map(|(place, version)| Event::Change(place, version)),
        place().prop_map(Event::List),
        place().prop_map(Event::Approve),
    ]
}

/// Two servers in a namespace that holds back what nobody approved.
#[derive(Default)]
struct World {
    overrides: [BTreeMap<String, ToolOverride>; 2],
    off: BTreeSet<Place>,
    servers_off: BTreeSet<usize>,
    versions: HashMap<Place, u8>,
    gone: BTreeSet<Place>,
    approved: HashMap<Place, u8>,
}

impl World {
    fn happen(&mut self, event: &Event) {
        match event {
            Event::Rename((server, tool), name) => self.made_of(*server, tool).name.clone_from(name),
            Event::Override((server, tool), words) => {
                self.made_of(*server, tool).description.clone_from(words);
            }
            Event::Switch(place) => toggle(&mut self.off, *place),
            Event::SwitchServer(server) => toggle(&mut self.servers_off, *server),
            Event::Change(place, version) => {
                self.versions.insert(*place, *version);
            }
            Event::List(place) => toggle(&mut self.gone, *place),
            Event::Approve(place) => {
                self.approved.insert(*place, self.version(*place));
            }
        }
    }

    fn made_of(&mut self, server: usize, tool: &str) -> &mut ToolOverride {
        self.overrides[server].entry(tool.to_owned()).or_default()
    }

    fn version(&self, place: Place) -> u8 {
        self.versions.get(&place).copied().unwrap_or_default()
    }

    fn is_shown(&self, place: Place) -> bool {
        !self.gone.contains(&place)
            && !self.off.contains(&place)
            && !self.servers_off.contains(&place.0)
            && self.approved.get(&place) == Some(&self.version(place))
    }

    fn catalogue(&self, naming: NamingPolicy) -> Catalogue {
        let places = |server| TOOLS.map(|tool| (server, tool)).into_iter();
        let offerings: [Offering; 2] = [0, 1].map(|server| {
            let listed = places(server).filter(|place| !self.gone.contains(place));
            offering(listed.map(|place| tool(place.1, &definition(place, self.version(place)))))
        });
        let off: [Vec<String>; 2] = [0, 1].map(|server| {
            let off = places(server).filter(|place| self.off.contains(place));
            off.map(|place| place.1.to_owned()).collect()
        });
        let approved: [ApprovedTools; 2] = [0, 1].map(|server| {
            let approved = self.approved.iter().filter(|(place, _)| place.0 == server);
            let text = |(place, version): (&Place, &u8)| -> (String, Arc<str>) {
                (place.1.to_owned(), definition(*place, *version).into())
            };
            approved.map(text).collect()
        });
        let members: Vec<_> = (0..2)
            .map(|at| Member {
                enabled: !self.servers_off.contains(&at),
                disabled_tools: &off[at],
                overrides: &self.overrides[at],
                approved: Some(&approved[at]),
                ..member(at as u128, PREFIXES[at], &offerings[at])
            })
            .collect();
        Catalogue::new(&members, naming, &no_links())
    }
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

fn definition((server, tool): Place, version: u8) -> String {
    format!(r#"{{"name":"{tool}","of":"{server}/{tool}","v":{version}}}"#)
}

/// Where each name leads.
fn leads(catalogue: &Catalogue) -> HashMap<Arc<str>, (ServerId, Arc<str>)> {
    let targets = catalogue.tools.targets.iter();
    targets
        .map(|(name, target)| (name.clone(), (target.server_id, target.original.clone())))
        .collect()
}

proptest! {
    /// After each step: what is listed is what may be shown, as it is now, and a name leads to the very tool that is
    /// listed under it; the same is listed in the same order however often it is built. What a server says, and what is
    /// approved of it, never makes a name lead to another tool.
    #[test]
    fn nothing_that_happens_makes_a_call_reach_what_is_not_shown(
        events in prop::collection::vec(event(), 1..40),
        naming in prop::sample::select(NamingPolicy::ALL.to_vec()),
        is_approved in any::<bool>(),
    ) {
        let mut world = World::default();
        if is_approved {
            world.approved = (0..2).flat_map(|server| TOOLS.map(|tool| ((server, tool), 0))).collect();
        }
        let mut before = world.catalogue(naming);
        for event in events {
            world.happen(&event);
            let catalogue = world.catalogue(naming);
            let again = world.catalogue(naming);
            prop_assert_eq!(catalogue.lists(), again.lists());
            let listed = catalogue.lists().tools;
            let mut shown = Vec::new();
            for entry in &listed {
                let target = catalogue.tool(&entry.name).expect("what is listed can be called");
                let at = usize::try_from(target.server_id.as_uuid().as_u128()).expect("small");
                let name = TOOLS.into_iter().find(|name| **name == *target.original).expect("known");
                let definition: serde_json::Value = serde_json::from_str(entry.definition.get()).expect("JSON");
                prop_assert_eq!(&definition["of"], &format!("{at}/{name}"));
                prop_assert_eq!(&definition["v"], world.version((at, name)));
                shown.push((at, name));
            }
            let all = (0..2).flat_map(|server| TOOLS.map(|tool| (server, tool)));
            prop_assert_eq!(shown, all.filter(|place| world.is_shown(*place)).collect::<Vec<_>>());
            prop_assert_eq!(catalogue.tools.targets.len(), listed.len());
            if matches!(event, Event::Change(..) | Event::Approve(_)) {
                let now = leads(&catalogue);
                for (name, led) in leads(&before) {
                    prop_assert!(now.get(&name).is_none_or(|leads| *leads == led), "{} leads elsewhere", name);
                }
            }
            before = catalogue;
        }
    }
}
