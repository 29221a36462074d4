//! Reading single values: each is looked up, checked, recorded.

use super::{Context, Reader};
use crate::calendar::Period;
use crate::distribution::Distribution;
use crate::model::Uncertain;
use crate::scenario::date;
use crate::scenario::keys::{Key, Kind, Named};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::quantity::{self, Measure};
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Table, Value};
use crate::units::{Money, Unit};
use jiff::civil::Date;

/// An uncertain date as it is read: its law and where it is written.
#[derive(Clone, Debug)]
pub(in super::super) struct Moment {
    pub law: Distribution,
    pub node: Node,
    /// The period that it was written as, if it was one.
    pub period: Option<Period>,
}

impl Reader<'_> {
    /// A quantity, written or by default; `None` if there is neither, or after a problem.
    pub fn quantity<U: Unit>(&self, cx: &mut Context<'_>, name: &str) -> Option<Uncertain<U>> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let Kind::Quantity(measure) = key.kind else {
            unreachable!("`{}` is not a quantity", key.path);
        };
        let path = self.join(name);
        cx.record(&path, &node, &cx.unit_of(key), origin);
        let law = self.law(cx, key, measure, name, &node)?;
        Some(Uncertain::new(path, law))
    }

    /// The law that a quantity is written as, checked; not recorded.
    pub(super) fn law(
        &self,
        cx: &mut Context<'_>,
        key: &Key,
        measure: Measure,
        name: &str,
        node: &Node,
    ) -> Option<Distribution> {
        let law = cx.law(node, measure, name)?;
        if key.positive && law.support().1 <= 0.0 {
            cx.push(self.zero(name, node));
            return None;
        }
        Some(law)
    }

    fn zero(&self, name: &str, node: &Node) -> Problem {
        let help = match (name, self.pattern) {
            ("actual_gpus", _) | (_, "site.*.phase.*.restart") => {
                format!("leave `{name}` out: the announced number then holds")
            }
            _ => format!(
                "leave `{}` out if there is to be nothing of it",
                self.path()
            ),
        };
        Problem::error(
            "quantity::zero",
            format!("`{name}` of `{}` is zero", self.path()),
        )
        .at(&node.place, "needs to be above 0")
        .help(help)
    }

    /// A date that may be uncertain.
    pub fn moment(&self, cx: &mut Context<'_>, name: &str) -> Option<Moment> {
        let (key, node, origin) = self.lookup(cx, name)?;
        cx.record(&self.join(name), &node, key.unit(), origin);
        let law = date::instant_or_range(&node, name, cx.problems)?;
        let period = date::read(&node.value).ok();
        Some(Moment { law, node, period })
    }

    /// A day or a period.
    pub fn period(&self, cx: &mut Context<'_>, name: &str) -> Option<Period> {
        let (key, node, origin) = self.lookup(cx, name)?;
        cx.record(&self.join(name), &node, key.unit(), origin);
        date::period(&node, name, cx.problems)
    }

    /// A day; a period stands for the day in its middle.
    pub fn day(&self, cx: &mut Context<'_>, name: &str) -> Option<Date> {
        self.period(cx, name)
            .and_then(|period| period.middle().date())
    }

    /// A text that is not empty.
    pub fn text(&self, cx: &mut Context<'_>, name: &str) -> Option<String> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let text = self.as_text(cx, name, &node)?;
        cx.record(&self.join(name), &node, key.unit(), origin);
        Some(text)
    }

    /// A text for readers, not a value of the run: not recorded.
    pub fn label(&self, cx: &mut Context<'_>, name: &str) -> Option<String> {
        let (_, node, _) = self.lookup(cx, name)?;
        self.as_text(cx, name, &node)
    }

    /// How many letters the code under `name` has.
    pub fn code_length(&self, name: &str) -> usize {
        let key = self.key(name);
        let Kind::Code(length) = key.kind else {
            unreachable!("`{}` is not a code", key.path);
        };
        length
    }

    /// A sum of money at the head of a text ("4 M GBP for transformers"); `None` of other words.
    pub fn sum(&self, cx: &Context<'_>, name: &str) -> Option<Uncertain<Money>> {
        let node = self.get(name)?;
        let words = node.as_text()?.split(" for ").next()?;
        let node = Node {
            value: Value::Text(words.to_string()),
            ..node.clone()
        };
        // What is no sum is no fault.
        let mut aside = Problems::new();
        *aside.files_mut() = cx.problems.files().clone();
        let own = cx.money.own_money(&node, &mut aside)?;
        let law = quantity::quantity(&own, Measure::Money, name, &mut aside)?;
        Some(Uncertain::new(self.join(name), law))
    }

    /// One of a key's words.
    pub fn word(&self, cx: &mut Context<'_>, name: &str) -> Option<String> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let Kind::Word(words) = key.kind else {
            unreachable!("`{}` is not a word", key.path);
        };
        let word = self.as_text(cx, name, &node)?;
        if !words.contains(&word.as_str()) {
            cx.push(unknown_word(name, &word, &node, words));
            return None;
        }
        cx.record(&self.join(name), &node, key.unit(), origin);
        Some(word)
    }

    /// A list of a key's words.
    pub fn words(&self, cx: &mut Context<'_>, name: &str) -> Option<Vec<String>> {
        let key = self.key(name);
        let Kind::Words(words) = key.kind else {
            unreachable!("`{}` is not a list of words", key.path);
        };
        let texts = self.texts(cx, name)?;
        for (text, node) in &texts {
            if !words.contains(&text.as_str()) {
                cx.push(unknown_word(name, text, node, words));
            }
        }
        let (_, node, origin) = self.lookup(cx, name)?;
        cx.record(&self.join(name), &node, key.unit(), origin);
        Some(texts.into_iter().map(|(text, _)| text).collect())
    }

    /// `true` or `false`; `false` when left out.
    pub fn flag(&self, cx: &mut Context<'_>, name: &str) -> bool {
        let Some((key, node, origin)) = self.lookup(cx, name) else {
            return false;
        };
        let Value::Boolean(flag) = node.value else {
            self.wrong_type(cx, name, &node, "`true` or `false`");
            return false;
        };
        cx.record(&self.join(name), &node, key.unit(), origin);
        flag
    }

    /// A whole number within the key's bounds.
    pub fn whole(&self, cx: &mut Context<'_>, name: &str) -> Option<u64> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let Kind::Whole(least, most) = key.kind else {
            unreachable!("`{}` is not a whole number", key.path);
        };
        let Value::Integer(number) = node.value else {
            self.wrong_type(cx, name, &node, "a whole number");
            return None;
        };
        if !(least..=most).contains(&number) {
            let message = format!("`{name}` is {number}, outside {least} to {most}");
            let label = if number < least {
                "too small"
            } else {
                "too large"
            };
            cx.push(
                Problem::error("number::bounds", message)
                    .at(&node.place, label)
                    .help(format!("for example `{name} = {}`", key.example)),
            );
            return None;
        }
        cx.record(&self.join(name), &node, key.unit(), origin);
        u64::try_from(number).ok()
    }

    /// A number without uncertainty, within the key's bounds.
    pub fn number(&self, cx: &mut Context<'_>, name: &str) -> Option<f64> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let Kind::Number(least, most) = key.kind else {
            unreachable!("`{}` is not a number", key.path);
        };
        let number = quantity::number(&node, name, cx.problems)?;
        if !(least..=most).contains(&number) {
            cx.push(
                Problem::error(
                    "number::bounds",
                    format!("`{name}` is {number}, outside {least} to {most}"),
                )
                .at(&node.place, "outside its bounds")
                .help(format!("for example `{name} = {}`", key.example)),
            );
            return None;
        }
        cx.record(&self.join(name), &node, key.unit(), origin);
        Some(number)
    }

    /// The id of something that exists.
    pub fn id(&self, cx: &mut Context<'_>, name: &str) -> Option<String> {
        let id = self.reference(cx, name)?;
        self.record(cx, name);
        Some(id)
    }

    /// As [`Reader::id`], not recorded.
    pub fn reference(&self, cx: &mut Context<'_>, name: &str) -> Option<String> {
        let (key, node, _) = self.lookup(cx, name)?;
        let Kind::Id(named) = key.kind else {
            unreachable!("`{}` is not an id", key.path);
        };
        let id = self.as_text(cx, name, &node)?;
        cx.check_id(named, &id, &node.place).then_some(id)
    }

    /// Ids of things that exist, a list or a single one; unknown ones are reported and left out.
    pub fn ids(&self, cx: &mut Context<'_>, name: &str) -> Option<Vec<String>> {
        let key = self.key(name);
        let Kind::Ids(named) = key.kind else {
            unreachable!("`{}` is not a list of ids", key.path);
        };
        let ids = self.id_list(cx, name, named)?;
        let (_, node, origin) = self.lookup(cx, name)?;
        cx.record(&self.join(name), &node, key.unit(), origin);
        Some(ids)
    }

    /// As [`Reader::ids`], not recorded; `None` too if the table has no such key.
    pub fn id_list(&self, cx: &mut Context<'_>, name: &str, named: Named) -> Option<Vec<String>> {
        let texts = self.texts(cx, name)?;
        let known = texts
            .into_iter()
            .filter(|(id, node)| cx.check_id(named, id, &node.place));
        Some(known.map(|(id, _)| id).collect())
    }

    /// A list of texts, or a single one, each with its node; what is not a text is reported.
    pub fn texts(&self, cx: &mut Context<'_>, name: &str) -> Option<Vec<(String, Node)>> {
        let node = self.table.get(name)?;
        let members = match &node.value {
            Value::Array(members) => members.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::new();
        for member in members {
            match member.as_text() {
                Some(text) => texts.push((text.to_string(), member.clone())),
                None => self.wrong_type(cx, name, member, "a list of strings"),
            }
        }
        Some(texts)
    }

    /// Records the value under `name` as it is written.
    pub fn record(&self, cx: &mut Context<'_>, name: &str) {
        if let Some((key, node, origin)) = self.lookup(cx, name) {
            cx.record(&self.join(name), &node, key.unit(), origin);
        }
    }

    /// The entries of a table that is a value; anything else is reported.
    pub fn fields(&self, cx: &mut Context<'_>, name: &str) -> Option<Vec<(String, Node)>> {
        let node = self.table.get(name)?;
        let Some(table) = node.as_table() else {
            self.wrong_type(cx, name, node, "a table");
            return None;
        };
        Some(entries(table))
    }

    fn as_text(&self, cx: &mut Context<'_>, name: &str, node: &Node) -> Option<String> {
        match node.as_text() {
            Some(text) if !text.trim().is_empty() => Some(text.to_string()),
            Some(_) => {
                let message = format!("`{name}` is empty");
                let key = self.key(name);
                let out = if key.needed { "" } else { "leave it out, or " };
                let help = format!("{out}write for example `{name} = {}`", key.example);
                cx.push(
                    Problem::error("text::empty", message)
                        .at(&node.place, "nothing in it")
                        .help(help),
                );
                None
            }
            None => {
                self.wrong_type(cx, name, node, "a string");
                None
            }
        }
    }

    /// Reports a value of the wrong type.
    pub fn wrong_type(&self, cx: &mut Context<'_>, name: &str, node: &Node, expected: &str) {
        let key = self.key(name);
        cx.push(
            Problem::error("key::type", format!("`{name}` needs {expected}"))
                .at(&node.place, format!("this is {}", node.value.kind()))
                .help(format!("for example `{name} = {}`", key.example)),
        );
    }
}

fn entries(table: &Table) -> Vec<(String, Node)> {
    table
        .iter()
        .map(|(name, node)| (name.to_string(), node.clone()))
        .collect()
}

fn unknown_word(name: &str, word: &str, node: &Node, words: &[&'static str]) -> Problem {
    let problem = Problem::error("word::unknown", format!("`{name}` cannot be `{word}`"))
        .at(&node.place, "not one of its words");
    let known: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let problem = match suggest::nearest(word, words.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    };
    problem.help(format!("it takes {}", known.join(", ")))
}
