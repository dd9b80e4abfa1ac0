//! Requests of the inspector that somebody keeps, for themselves or for a team.

use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors, InspectorTarget, Problem, RequestInput, SavedRequestId, Timestamp, Visibility,
    inspection::chosen, length::at_most,
};

const MAX_NAME: usize = 120;

/// A request to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRequestInput {
    /// For people.
    pub name: String,
    /// Who sees it: whoever keeps it, or a team.
    #[serde(default)]
    pub visibility: Visibility,
    /// What it is sent to: [`InspectorTarget::value`].
    pub target: String,
    /// Its method.
    pub method: String,
    /// Its tool, prompt, resource or task; empty where the parameters say everything.
    #[serde(default)]
    pub request_name: String,
    /// The arguments of a tool or a prompt, or else the parameters; empty for none.
    #[serde(default)]
    pub params: String,
}

impl SavedRequestInput {
    /// The target.
    pub fn target(&self) -> Result<InspectorTarget, FieldErrors> {
        chosen(&self.target)
    }

    /// The request, as it is sent.
    pub fn request(&self) -> RequestInput {
        RequestInput {
            method: self.method.clone(),
            name: self.request_name.clone(),
            params: self.params.clone(),
            as_task: false,
        }
    }

    /// It has a name, somebody it belongs to, a target and a request.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_name(&self.name));
        if self.visibility == Visibility::Public {
            errors.add("visibility", Problem::UnknownChoice);
        }
        errors.check_all(self.target().map(drop));
        errors.check_all(self.request().validate());
        errors.into_result()
    }
}

fn check_name(name: &str) -> Result<(), Problem> {
    if name.trim().is_empty() {
        return Err(Problem::Required);
    }
    at_most(name.trim(), MAX_NAME)
}

/// Another name for a request that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRequestNameInput {
    /// For people.
    pub name: String,
    /// [`SavedRequestView::version`].
    pub version: i64,
}

impl SavedRequestNameInput {
    /// There is a name.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_name(&self.name));
        errors.into_result()
    }
}

/// A request that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRequestView {
    /// Id.
    pub id: SavedRequestId,
    /// For people.
    pub name: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// What it is sent to.
    pub target: InspectorTarget,
    /// The target's name; nothing when it is gone or not for the reader.
    pub target_name: Option<String>,
    /// Its method.
    pub method: String,
    /// Its tool, prompt, resource or task; empty where the parameters say everything.
    pub request_name: String,
    /// Indented JSON.
    pub params: String,
    /// The reader may rename and delete it.
    pub may_change: bool,
    /// Changed at.
    pub updated_at: Timestamp,
    /// To send back with a change.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::SavedRequestInput;
    use crate::Visibility;

    #[test]
    fn a_saved_request_has_a_name_and_an_owner() {
        let fine = SavedRequestInput {
            name: "Weather of Oslo".to_owned(),
            target: "server:0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d".to_owned(),
            method: "tools/call".to_owned(),
            request_name: "weather".to_owned(),
            params: r#"{"city":"Oslo"}"#.to_owned(),
            visibility: Visibility::Private,
        };
        assert!(fine.validate().is_ok());
        let nameless = SavedRequestInput {
            name: " ".to_owned(),
            ..fine.clone()
        };
        let everybodys = SavedRequestInput {
            visibility: Visibility::Public,
            ..fine.clone()
        };
        let odd = SavedRequestInput {
            params: "[".to_owned(),
            ..fine
        };
        for odd in [nameless, everybodys, odd] {
            assert!(odd.validate().is_err(), "{odd:?}");
        }
    }
}
