//! Words of a client of the inspector on its way to a token.

use model::{HopStep, NoToken};

/// Words of a client of the inspector on its way to a token.
pub struct InspectorSignInMessages {
    pub title: &'static str,
    pub title_of: fn(&str) -> String,
    pub lead: &'static str,
    pub oauth: &'static str,
    pub oauth_hint: &'static str,
    pub how: &'static str,
    pub your_turn: &'static str,
    pub your_turn_text: &'static str,
    pub go_on: &'static str,
    pub has_token: &'static str,
    pub to_inspection: &'static str,
    pub again: &'static str,
    pub in_browser: &'static str,
    pub details: &'static str,
    pub sent: &'static str,
    pub came: &'static str,
    pub challenge: &'static str,
    pub resource: &'static str,
    pub server: &'static str,
    pub register: &'static str,
    pub authorize: &'static str,
    pub back: &'static str,
    pub token: &'static str,
    pub nothing_asked: &'static str,
    pub no_way_on: &'static str,
    pub elsewhere: &'static str,
    pub no_registration: &'static str,
    pub refused: &'static str,
}

impl InspectorSignInMessages {
    /// What a step is for.
    pub fn step(&self, step: HopStep) -> &'static str {
        match step {
            HopStep::Challenge => self.challenge,
            HopStep::Resource => self.resource,
            HopStep::Server => self.server,
            HopStep::Register => self.register,
            HopStep::Authorize => self.authorize,
            HopStep::Return => self.back,
            HopStep::Token => self.token,
        }
    }

    /// Why there is no token, and what to do.
    pub fn no_token(&self, why: NoToken) -> &'static str {
        match why {
            NoToken::NothingAsked => self.nothing_asked,
            NoToken::NoWayOn => self.no_way_on,
            NoToken::Elsewhere => self.elsewhere,
            NoToken::NoRegistration => self.no_registration,
            NoToken::Refused => self.refused,
        }
    }
}
