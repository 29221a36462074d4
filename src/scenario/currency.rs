//! Currencies: sums written in another are brought to the scenario's own before they are read.
//!
//! What it does not know: which key a sum stands at, and what it is paid for.

use super::measure::SCALES;
use super::problem::{Problem, Problems};
use super::suggest;
use super::tree::{Node, Table, Value};
use std::collections::BTreeMap;

/// The active codes of ISO 4217, without metals, funds and testing.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// Whether a code is one of ISO 4217.
pub(super) fn is_code(code: &str) -> bool {
    CODES.split(' ').any(|known| known == code)
}

/// What is wrong with a code that ISO 4217 does not have.
pub(super) fn unknown(code: &str) -> Problem {
    let message = format!("`{}` is no currency", code.escape_debug());
    let problem = Problem::error("currency::unknown", message);
    match suggest::nearest(&code.to_uppercase(), CODES.split(' ')) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("codes are those of ISO 4217: `GBP`, `USD`, `EUR`"),
    }
}

/// The scenario's own currency and what others are worth in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Currencies {
    /// Three letters.
    pub own: String,
    /// What one of each is worth in it.
    pub rates: BTreeMap<String, f64>,
}

impl Currencies {
    /// Those of a scenario, as far as they can be read: what is wrong with them is said where they are.
    pub fn of(root: &Table) -> Self {
        let written = root.table("scenario").and_then(|it| it.get("currency"));
        let own = written.and_then(Node::as_text).unwrap_or("USD").to_string();
        let rates = root.table("fx").into_iter().flat_map(Table::iter);
        let rates = rates.filter_map(|(code, node)| match node.value {
            Value::Float(rate) => Some((code.to_string(), rate)),
            Value::Integer(rate) => Some((code.to_string(), rate as f64)),
            _ => None,
        });
        Self {
            own,
            rates: rates.collect(),
        }
    }

    /// A value with all its sums in the scenario's currency, and no currency left in them; what is no
    /// sum stays as it is. `None` after a problem.
    pub fn own_money(&self, node: &Node, problems: &mut Problems) -> Option<Node> {
        let value = match &node.value {
            Value::Text(text) => Value::Text(self.own_text(text, node, problems)?),
            Value::Array(members) => {
                let members = members.iter();
                let members = members.map(|member| self.own_money(member, problems));
                Value::Array(members.collect::<Option<Vec<_>>>()?)
            }
            Value::Table(table) => {
                let mut own = table.clone();
                for (key, member) in table.iter() {
                    if key != "reference" && key != "weights" {
                        own.insert(key.to_string(), self.own_money(member, problems)?);
                    }
                }
                Value::Table(own)
            }
            other => other.clone(),
        };
        Some(Node {
            value,
            ..node.clone()
        })
    }

    fn own_text(&self, text: &str, node: &Node, problems: &mut Problems) -> Option<String> {
        let Some((low, high)) = text.split_once(" to ") else {
            let (sum, rate) = (Sum::of(text), self.rate(text, node, problems)?);
            return Some(sum.map_or(text.to_string(), |sum| sum.times(rate)));
        };
        let (Some(from), Some(to)) = (Sum::of(low), Sum::of(high)) else {
            return Some(text.to_string());
        };
        let of_high = self.rate(high, node, problems)?;
        // What has no currency of its own has that of the other end.
        let of_low = match from.currency {
            Some(_) => self.rate(low, node, problems)?,
            None => of_high,
        };
        Some(format!("{} to {}", from.times(of_low), to.times(of_high)))
    }

    /// What one of a text's currency is worth; 1 where it names none.
    fn rate(&self, text: &str, node: &Node, problems: &mut Problems) -> Option<f64> {
        let Some(code) = Sum::of(text).and_then(|sum| sum.currency) else {
            return Some(1.0);
        };
        if code == self.own {
            return Some(1.0);
        }
        if let Some(&rate) = self.rates.get(code) {
            return Some(rate);
        }
        problems.push(if is_code(code) {
            let message = format!("nothing says what one {code} is in {}", self.own);
            Problem::error("currency::rate", message)
                .at(&node.place, format!("in {code}"))
                .help(format!(
                    "give the rate: `[fx]` with `{code} = ..`, what one {code} is worth in {}; or write the sum in {}",
                    self.own, self.own
                ))
        } else {
            unknown(code).at(&node.place, "not a code of ISO 4217")
        });
        None
    }
}

/// A sum as it is written: "2.5 bn GBP", "60 GBP/MWh".
struct Sum<'a> {
    number: f64,
    scale: &'a str,
    currency: Option<&'a str>,
    /// From the slash on: "/MWh".
    per: &'a str,
}

impl<'a> Sum<'a> {
    /// `None` of what is no sum.
    fn of(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let unit = super::amount::unit_of(text);
        let number = text[..text.len() - unit.len()].trim().replace('_', "");
        let number = number.parse().ok()?;
        let (name, per) = unit.find('/').map_or((unit, ""), |at| unit.split_at(at));
        let name = name.trim();
        let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
        let (scale, currency) = match name.rsplit_once(char::is_whitespace) {
            Some((scale, code)) if is_code(code) => (scale.trim(), Some(code)),
            None if is_code(name) => ("", Some(name)),
            _ => (name, None),
        };
        let is_scale = scale.is_empty() || SCALES.iter().any(|(known, _)| *known == scale);
        is_scale.then_some(Self {
            number,
            scale,
            currency,
            per,
        })
    }

    fn times(&self, rate: f64) -> String {
        let unit = format!("{}{}", self.scale, self.per.replace(' ', ""));
        format!("{} {unit}", self.number * rate).trim().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_brought_to_the_own_currency_and_keeps_its_size_word() {
        let sum = |text| Sum::of(text).unwrap();
        assert_eq!(sum("2.5 bn GBP").times(1.0), "2.5 bn");
        assert_eq!(sum("40_000 USD").times(0.5), "20000");
        assert_eq!(sum("60 GBP/MWh").times(2.0), "120 /MWh");
        assert_eq!(sum("10 m USD/MW").times(0.5), "5 m/MW");
        assert_eq!(sum("15 m").times(1.0), "15 m");
        assert_eq!(sum("7").times(3.0), "21");
        assert!(Sum::of("5 MWh").is_none_or(|sum| sum.currency.is_none()));
        assert!(Sum::of("soon").is_none());
        assert!(is_code("GBP") && !is_code("GPB") && !is_code("gbp"));
    }
}
